package africa.paylinks.payment;

/**
 * Why a payment did not succeed.
 *
 * @param code    a stable code for programs, such as {@code insufficient-funds}
 * @param message a message that can be shown to the customer
 */
public record Failure(String code, String message) {

    /** The creation's outcome stayed unknown and the provider does not know the payment. */
    public static final Failure CREATION_UNKNOWN = new Failure("creation-unknown",
            "The provider did not confirm this payment. Create a new one with a new key.");
}
