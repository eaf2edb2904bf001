package africa.paylinks.local.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * When a system sends a webhook again.
 *
 * @param waits time before each repetition; an empty list means one attempt only
 * @param accepts HTTP statuses that end the attempts; 0 stands for no answer
 */
public record RetryPolicy(List<Duration> waits, IntPredicate accepts) {

    /** One attempt, whatever its answer. */
    public static final RetryPolicy NONE = new RetryPolicy(List.of(), status -> true);
}
