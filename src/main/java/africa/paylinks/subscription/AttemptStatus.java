package africa.paylinks.subscription;

/** The status of an attempt to charge a period. It only rises, so order and repetition of a payment's events do not matter. */
public enum AttemptStatus {
    /** The provider is about to be asked, or its answer is unknown: the same reference is asked again. */
    STARTED(0),
    /** The customer can pay or approve. */
    PENDING(1),
    FAILED(2),
    /** Money was received, even after the attempt had failed. */
    PAID(3);

    private final int rank;

    AttemptStatus(int rank) {
        this.rank = rank;
    }

    /** Whether this status ranks higher than {@code other}. */
    boolean raises(AttemptStatus other) {
        return rank > other.rank;
    }

    /** Whether the attempt has no outcome yet. */
    boolean isLive() {
        return this == STARTED || this == PENDING;
    }
}
