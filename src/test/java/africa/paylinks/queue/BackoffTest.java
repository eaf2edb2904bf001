package africa.paylinks.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15));

    @Test
    void doublesUpToItsLimit() {
        assertEquals(Duration.ofSeconds(5), backoff.after(1));
        assertEquals(Duration.ofSeconds(10), backoff.after(2));
        assertEquals(Duration.ofSeconds(640), backoff.after(8));
        assertEquals(Duration.ofMinutes(15), backoff.after(9));
        assertEquals(Duration.ofMinutes(15), backoff.after(999_999_999));
    }

    @Test
    void respectsALongerRequestedDelayAndAShorterOneAfterTheFirstAttemptOnly() {
        assertEquals(Duration.ofSeconds(1), backoff.after(1, Duration.ofSeconds(1)));
        assertEquals(Duration.ofSeconds(10), backoff.after(2, Duration.ofSeconds(1)));
        assertEquals(Duration.ofSeconds(60), backoff.after(2, Duration.ofSeconds(60)));
        assertEquals(Duration.ofMinutes(15), backoff.after(2, Duration.ofHours(1)));
    }
}
