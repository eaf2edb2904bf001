package africa.paylinks.idempotency;

import java.time.Duration;

/** The result of reserving an idempotency key. */
public sealed interface Reservation {

    /** The key is new: the payment is reserved and the caller processes it first. */
    record Started(FencingToken token) implements Reservation {
    }

    /**
     * An earlier holder gave up or died: the caller continues its work.
     *
     * @param subjectId what was reserved with the key: the payment or the refund
     */
    record TakenOver(FencingToken token, String subjectId) implements Reservation {
    }

    /** The request is complete; this is its answer. */
    record Answered(StoredAnswer answer) implements Reservation {
    }

    /**
     * Another process is working on the request.
     *
     * @param retryAfter when its lease ends, at least a second
     */
    record InProgress(Duration retryAfter) implements Reservation {
    }

    /** The key belongs to another request. */
    record KeyReused() implements Reservation {
    }
}
