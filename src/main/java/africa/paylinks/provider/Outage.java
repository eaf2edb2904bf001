package africa.paylinks.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a provider has been answering lately, as all runs of the reconciler know it: after some failures in a row it is left
 * alone, longer each time, and then asked once before it is asked for more.
 *
 * @param failures   questions in a row without an answer
 * @param pauses     how often in a row it was left alone
 * @param quietUntil when it may be asked again; empty while it answers
 * @param version    counts changes, so that of two at the same time one is refused
 */
public record Outage(String provider, int failures, int pauses, Optional<Instant> quietUntil, long version) {

    /** The longest that a provider is left alone, on its own word or for want of any. */
    public static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    private static final int FAILURES_IN_A_ROW = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    /** A provider of which nothing bad is known. */
    public static Outage none(String provider) {
        return new Outage(provider, 0, 0, Optional.empty(), 0);
    }

    /** Whether nothing bad is known. */
    public boolean isNone() {
        return failures == 0 && quietUntil.isEmpty();
    }

    /** Whether it is to be left alone. */
    public boolean isQuiet(Instant now) {
        return quietUntil.filter(now::isBefore).isPresent();
    }

    /** Whether it was left alone long enough for one question. */
    public boolean awaitsProbe(Instant now) {
        return quietUntil.isPresent() && !isQuiet(now);
    }

    /** After an answer. */
    public Outage answered() {
        return new Outage(provider, 0, 0, Optional.empty(), version + 1);
    }

    /**
     * After a question without an answer.
     *
     * @param retryAfter how long the provider asks to be left alone, which is believed up to a quarter of an hour
     */
    public Outage failed(Instant now, Optional<Duration> retryAfter) {
        Optional<Instant> asked = retryAfter.filter(wait -> wait.compareTo(Duration.ZERO) > 0)
                .map(wait -> now.plus(shorter(wait, LONGEST_PAUSE)));
        boolean pauses = asked.isPresent() || failures + 1 >= FAILURES_IN_A_ROW && !isQuiet(now);
        Optional<Instant> until = pauses ? asked.or(() -> Optional.of(now.plus(pause()))) : quietUntil;
        return new Outage(provider, failures + 1, pauses ? this.pauses + 1 : this.pauses,
                quietUntil.filter(standing -> until.isEmpty() || standing.isAfter(until.get())).or(() -> until), version + 1);
    }

    /** Before the one question that finds out whether it is back: until there is an answer, it is left alone longer. */
    public Outage probing(Instant now) {
        return new Outage(provider, failures, pauses + 1, Optional.of(now.plus(pause())), version + 1);
    }

    private Duration pause() {
        return shorter(FIRST_PAUSE.multipliedBy(1L << Math.min(pauses, 10)), LONGEST_PAUSE);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
