package africa.paylinks.payment;

/**
 * Why a payment did not succeed.
 *
 * @param code    a stable word for programs, such as {@code insufficient-funds}
 * @param message a sentence that can be shown to the customer
 */
public record Failure(String code, String message) {

    /** A creation's outcome was never known, and its provider never heard of the payment: it is given up. */
    public static final Failure CREATION_UNKNOWN = new Failure("creation-unknown",
            "The provider never said that it has this payment. Create a new one with a new key.");
}
