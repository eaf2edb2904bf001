package africa.paylinks.webhook;

/** The state of a stored webhook. */
public enum InboxState {
    /** Stored, not settled yet. */
    RECEIVED,
    /** It raised the payment's status. */
    APPLIED,
    /** The payment already had this status or a higher one. */
    STALE,
    /** It contradicts the payment's provider, currency or amount and changed nothing. */
    MISMATCH,
    /**
     * The payment is already paid, and the webhook reports another transaction or more money, which the payment does not
     * include.
     */
    PAID_AGAIN,
    /** Its payment does not exist yet; it waits for the payment to appear. */
    PARKED,
    /** Its payment never appeared; it was given up. */
    UNMATCHED,
    /** Its provider never confirmed it; it was given up. */
    UNCONFIRMED,
    /** A queue or a refund check processes it. */
    QUEUED,
    /** Its content is not relevant here. */
    IGNORED;

    /** Whether it may still be applied. */
    public boolean isWaiting() {
        return this == RECEIVED || this == PARKED || this == UNMATCHED || this == UNCONFIRMED;
    }
}
