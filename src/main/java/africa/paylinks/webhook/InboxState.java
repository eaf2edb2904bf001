package africa.paylinks.webhook;

/** What has become of a stored webhook. */
public enum InboxState {
    /** Stored, not settled yet. */
    RECEIVED,
    /** It raised the payment's status. */
    APPLIED,
    /** The payment was there already, or further. */
    STALE,
    /** It contradicts the payment's provider, currency or amount, and changed nothing. */
    MISMATCH,
    /** The payment is paid already: it tells of another transaction, or of more money by the same, which the payment does not hold. */
    PAID_AGAIN,
    /** Its payment does not exist; it waits in case the payment appears. */
    PARKED,
    /** Its payment never appeared; nobody looks for it any more. */
    UNMATCHED,
    /** Its provider never confirmed it; nobody asks any more. */
    UNCONFIRMED,
    /** What it asks for is done elsewhere: by a worker from a queue, or by asking about the refund it names. */
    QUEUED,
    /** It says nothing that we act on. */
    IGNORED;

    /** Whether it may still be applied. */
    public boolean isWaiting() {
        return this == RECEIVED || this == PARKED || this == UNMATCHED || this == UNCONFIRMED;
    }
}
