package africa.paylinks.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @ParameterizedTest
    @CsvSource({"30,PT30S", "' 1 ',PT1S", "0,PT0S", "999999,PT15M", "'Sun, 22 Nov 2026 10:00:45 GMT',PT45S",
            "'Sun, 22 Nov 2026 09:00:00 GMT',PT0S", "'Mon, 23 Nov 2026 10:00:00 GMT',PT15M", "soon,PT0S", "-5,PT0S", "'',PT0S"})
    void readsSecondsAndDatesWithinBounds(String header, Duration wait) {
        assertEquals(wait, RetryAfter.of(header, NOW, Duration.ofMinutes(15)));
    }
}
