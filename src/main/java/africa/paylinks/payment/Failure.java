package africa.paylinks.payment;

/**
 * Why a payment did not succeed.
 *
 * @param code    a stable word for programs, such as {@code insufficient-funds}
 * @param message a sentence that can be shown to the customer
 */
public record Failure(String code, String message) {
}
