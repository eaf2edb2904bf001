package africa.paylinks.queue;

import java.time.Duration;

/**
 * Exponential backoff for failed messages. It doubles up to a limit, so that a short fault causes a short delay and a long
 * one few retries.
 *
 * @param first   delay after the first attempt
 * @param max the maximum delay
 */
public record Backoff(Duration first, Duration max) {

    /** Prevents an overflow of {@code long}. */
    private static final int MAX_DOUBLINGS = 10;

    /** The delay after an attempt; the first attempt is 1. */
    public Duration after(int attempt) {
        return limited(doubled(attempt));
    }

    /**
     * The delay when the peer requested one: a longer one is respected, and after the first attempt a shorter one too.
     *
     * @param requested the requested delay
     */
    public Duration after(int attempt, Duration requested) {
        Duration usual = doubled(attempt);
        return limited(requested.compareTo(usual) > 0 || attempt == 1 ? requested : usual);
    }

    private Duration doubled(int attempt) {
        return first.multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS));
    }

    private Duration limited(Duration pause) {
        return pause.compareTo(max) < 0 ? pause : max;
    }
}
