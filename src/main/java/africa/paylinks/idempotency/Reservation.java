package africa.paylinks.idempotency;

import java.time.Duration;

/** What came of asking for the right to carry out a request. */
public sealed interface Reservation {

    /** The key was new: the payment is reserved and the caller is the first to work on it. */
    record Started(FencingToken claim) implements Reservation {
    }

    /**
     * An earlier holder gave up or died: the caller goes on where it stopped.
     *
     * @param subjectId what was reserved with the key: the payment, or the refund
     */
    record TakenOver(FencingToken claim, String subjectId) implements Reservation {
    }

    /** The request is done; this is what was answered. */
    record Answered(StoredAnswer answer) implements Reservation {
    }

    /**
     * Somebody is working on it.
     *
     * @param retryAfter when their lease will be over, at least a second
     */
    record InProgress(Duration retryAfter) implements Reservation {
    }

    /** The key was used for another request. */
    record KeyReused() implements Reservation {
    }
}
