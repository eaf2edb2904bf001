package africa.paylinks.payment;

/** How far a refund has come. Nothing leaves {@link #COMPLETED} or {@link #FAILED}. */
public enum RefundStatus {
    /** The money is set aside; the provider has not said, or not clearly, what becomes of it. */
    PENDING,
    /** The provider has given the money back. */
    COMPLETED,
    /** Nothing was given back; the money can be refunded anew. */
    FAILED
}
