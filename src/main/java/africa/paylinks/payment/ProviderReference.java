package africa.paylinks.payment;

/**
 * The reference of a payment at a provider: its id, or for a transfer's payment {@code P2P-} and the transfer's id. Each
 * follows from the other, so a webhook finds its payment without a lookup.
 */
public final class ProviderReference {

    /** The prefix of the ids of payments that collect a transfer's money. */
    public static final String TRANSFER_PAYMENT = "pay_p2p_";
    private static final String TRANSFER_REFERENCE = "P2P-trf_";

    private ProviderReference() {
    }

    /** The reference that a provider gets for a payment; at most 50 characters. */
    public static String of(String paymentId) {
        return paymentId.startsWith(TRANSFER_PAYMENT)
                ? TRANSFER_REFERENCE + paymentId.substring(TRANSFER_PAYMENT.length())
                : paymentId;
    }

    /** The payment of a reference that a provider reports. */
    public static String paymentId(String reference) {
        return reference.startsWith(TRANSFER_REFERENCE)
                ? TRANSFER_PAYMENT + reference.substring(TRANSFER_REFERENCE.length())
                : reference;
    }
}
