package africa.paylinks.payment;

/** The status of a refund. {@link #COMPLETED} and {@link #FAILED} are final. */
public enum RefundStatus {
    /** The money is reserved; the provider has not clearly answered yet. */
    PENDING,
    /** The provider returned the money. */
    COMPLETED,
    /** Nothing was refunded; the money can be refunded again. */
    FAILED
}
