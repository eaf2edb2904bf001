package africa.paylinks.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A provider's circuit breaker state, shared by all runs of the reconciler. After several failures in a row the provider is
 * paused, longer each time; then one probe call must succeed before others follow.
 *
 * @param failures   calls in a row without an answer
 * @param pauses     pauses in a row
 * @param pausedUntil when the provider may be called again; empty while it answers
 * @param version    for optimistic locking: of two concurrent changes one is rejected
 */
public record Outage(String provider, int failures, int pauses, Optional<Instant> pausedUntil, long version) {

    /** The longest pause, whether the provider requested it or not. */
    public static final Duration MAX_PAUSE = Duration.ofMinutes(15);

    private static final int FAILURE_THRESHOLD = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    /** A provider without known failures. */
    public static Outage none(String provider) {
        return new Outage(provider, 0, 0, Optional.empty(), 0);
    }

    /** Whether no failure is known. */
    public boolean isNone() {
        return failures == 0 && pausedUntil.isEmpty();
    }

    /** Whether the provider is paused. */
    public boolean isPaused(Instant now) {
        return pausedUntil.filter(now::isBefore).isPresent();
    }

    /** Whether the pause is over and one probe call is due. */
    public boolean awaitsProbe(Instant now) {
        return pausedUntil.isPresent() && !isPaused(now);
    }

    /** The state after an answer. */
    public Outage answered() {
        return new Outage(provider, 0, 0, Optional.empty(), version + 1);
    }

    /**
     * The state after a call without an answer.
     *
     * @param retryAfter the pause that the provider requests, respected up to 15 minutes
     */
    public Outage failed(Instant now, Optional<Duration> retryAfter) {
        Optional<Instant> requested = retryAfter.filter(wait -> wait.compareTo(Duration.ZERO) > 0)
                .map(wait -> now.plus(shorter(wait, MAX_PAUSE)));
        boolean pauses = requested.isPresent() || failures + 1 >= FAILURE_THRESHOLD && !isPaused(now);
        Optional<Instant> until = pauses ? requested.or(() -> Optional.of(now.plus(pause()))) : pausedUntil;
        return new Outage(provider, failures + 1, pauses ? this.pauses + 1 : this.pauses,
                pausedUntil.filter(current -> until.isEmpty() || current.isAfter(until.get())).or(() -> until), version + 1);
    }

    /** The state before the probe call: the pause is extended until the probe is answered. */
    public Outage probing(Instant now) {
        return new Outage(provider, failures, pauses + 1, Optional.of(now.plus(pause())), version + 1);
    }

    private Duration pause() {
        return shorter(FIRST_PAUSE.multipliedBy(1L << Math.min(pauses, 10)), MAX_PAUSE);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
