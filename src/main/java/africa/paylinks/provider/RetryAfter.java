package africa.paylinks.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** How long a provider asks to be left alone, from a {@code Retry-After} header in seconds or as a date (RFC 9110, 10.2.3). */
public final class RetryAfter {

    /** A longer wait would keep payments from being looked up on the word of one header. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private RetryAfter() {
    }

    /** The wait from now on: nothing where the header cannot be read, and never more than a quarter of an hour. */
    public static Duration of(String header, Instant now) {
        String text = header.trim();
        Duration wait = text.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : until(text, now);
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Duration until(String date, Instant now) {
        try {
            return Duration.between(now, ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException unreadable) {
            return Duration.ZERO;
        }
    }
}
