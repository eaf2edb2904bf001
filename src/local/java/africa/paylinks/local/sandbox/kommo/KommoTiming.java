package africa.paylinks.local.sandbox.kommo;

import java.time.Duration;
import java.util.List;

/**
 * How long Kommo waits.
 *
 * @param answerWithin until a webhook counts as not answered
 * @param retries before the second, third… time that a webhook is sent
 */
public record KommoTiming(Duration answerWithin, List<Duration> retries) {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final List<Duration> SCHEDULE = List.of(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(15), Duration.ofHours(1));

    /** Answers the real limit of 2 seconds with the real schedule of 5, 15, 15 and 60 minutes run that many times faster. */
    public static KommoTiming hastenedBy(int times) {
        return new KommoTiming(LIMIT, SCHEDULE.stream().map(wait -> wait.dividedBy(times)).toList());
    }
}
