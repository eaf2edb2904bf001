package africa.paylinks.queue;

import java.time.Duration;

/**
 * How long a message that failed stays away: twice as long each time, up to a limit, so that neither a short fault holds it
 * up for long nor a long one is asked about all the time.
 *
 * @param first   after the first attempt
 * @param longest after any attempt
 */
public record Backoff(Duration first, Duration longest) {

    /** Keeps the doubling far from the range of a {@code long}. */
    private static final int MOST_DOUBLINGS = 10;

    /** How long to wait after an attempt; the first is 1. */
    public Duration after(int attempt) {
        return limited(doubled(attempt));
    }

    /**
     * The same where somebody said how long to wait: a longer time is respected, and after the first attempt a shorter one too.
     *
     * @param wanted what was said
     */
    public Duration after(int attempt, Duration wanted) {
        Duration usual = doubled(attempt);
        return limited(wanted.compareTo(usual) > 0 || attempt == 1 ? wanted : usual);
    }

    private Duration doubled(int attempt) {
        return first.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    }

    private Duration limited(Duration pause) {
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
