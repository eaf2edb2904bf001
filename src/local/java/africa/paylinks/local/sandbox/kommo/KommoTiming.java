package africa.paylinks.local.sandbox.kommo;

import java.time.Duration;
import java.util.List;

/**
 * The delays of the simulated Kommo.
 *
 * @param answerWithin how long a webhook waits for an answer
 * @param retries delay before each repetition of a webhook
 */
public record KommoTiming(Duration answerWithin, List<Duration> retries) {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final List<Duration> SCHEDULE = List.of(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(15), Duration.ofHours(1));

    /** Returns the real limit of 2 seconds, and the real schedule of 5, 15, 15 and 60 minutes divided by a factor. */
    public static KommoTiming acceleratedBy(int times) {
        return new KommoTiming(LIMIT, SCHEDULE.stream().map(wait -> wait.dividedBy(times)).toList());
    }
}
