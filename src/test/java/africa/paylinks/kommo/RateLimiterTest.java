package africa.paylinks.kommo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private final AtomicLong now = new AtomicLong(-1_000_000_000L);
    private final List<Duration> waits = new ArrayList<>();
    private final RateLimiter pace = new RateLimiter(Duration.ofMillis(340), now::get, duration -> {
        waits.add(duration);
        now.addAndGet(duration.toNanos());
    });

    @Test
    void theFirstTurnComesAtOnceAndEachFurtherOneAfterTheInterval() {
        for (int i = 0; i < 4; i++) {
            pace.acquire();
        }
        assertEquals(List.of(Duration.ofMillis(340), Duration.ofMillis(340), Duration.ofMillis(340)), waits);
    }

    @Test
    void aPauseEndsOnceItsTimeHasPassed() {
        pace.acquire();
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        pace.acquire();
        now.addAndGet(Duration.ofMillis(100).toNanos());
        pace.acquire();
        assertEquals(List.of(Duration.ofMillis(240)), waits);
    }
}
