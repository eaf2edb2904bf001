package africa.paylinks.local.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LocalClockTest {

    private static final Instant NOW = Instant.parse("2026-11-29T07:00:00Z");

    private final AdjustableClock system = new AdjustableClock(NOW);
    private final Map<String, Object> state = new ConcurrentHashMap<>();
    private final LocalClock clock = new LocalClock(state, system);

    @Test
    void followsTheSystemClockAndStaysAhead() {
        assertEquals(NOW, clock.instant());
        clock.moveTo(NOW.plusSeconds(3600));
        system.advance(Duration.ofSeconds(5));
        assertEquals(NOW.plusSeconds(3605), clock.instant());
        assertEquals(Duration.ofHours(1), clock.offset());
    }

    @Test
    void neverMovesBackwards() {
        clock.moveTo(NOW.minusSeconds(1));
        assertEquals(NOW, clock.instant());
    }

    @Test
    void staysAheadAfterAReload() {
        clock.moveTo(NOW.plusSeconds(3600));
        assertEquals(NOW.plusSeconds(3600), new LocalClock(state, system).instant());
    }

    @Test
    void wakesASleeperAtItsTimeAndNotBefore() throws InterruptedException {
        CountDownLatch awake = new CountDownLatch(1);
        Thread sleeper = sleeper(Duration.ofHours(1), awake);
        awaitSleepers(1);
        assertEquals(Optional.of(NOW.plusSeconds(3600)), clock.nextWakeUp());
        clock.moveTo(NOW.plusSeconds(3599));
        assertFalse(awake.await(0, TimeUnit.SECONDS));
        clock.moveTo(NOW.plusSeconds(3600));
        assertTrue(awake.await(30, TimeUnit.SECONDS));
        sleeper.join();
        assertEquals(Optional.empty(), clock.nextWakeUp());
    }

    @Test
    void aTaskCountsFromItsStartToItsEndExceptWhileItSleeps() throws InterruptedException {
        Activity activity = clock.activity();
        CountDownLatch end = new CountDownLatch(1);
        Activity.Task task = activity.started(() -> {
            clock.sleep(Duration.ofMinutes(1));
            end.await();
        });
        assertEquals(1, activity.tasks());
        Thread thread = new Thread(() -> uninterrupted(task));
        thread.start();
        while (activity.tasks() != 0) {
            Thread.onSpinWait();
        }
        assertEquals(0, activity.functionSleepers());
        clock.moveTo(NOW.plusSeconds(60));
        while (activity.tasks() != 1) {
            Thread.onSpinWait();
        }
        long version = activity.version();
        end.countDown();
        thread.join();
        assertEquals(0, activity.tasks());
        assertTrue(activity.version() > version);
    }

    @Test
    void anInterruptedSleeperIsForgotten() throws InterruptedException {
        Thread sleeper = sleeper(Duration.ofHours(1), new CountDownLatch(1));
        awaitSleepers(1);
        sleeper.interrupt();
        sleeper.join();
        assertEquals(Optional.empty(), clock.nextWakeUp());
        assertEquals(0, clock.activity().functionSleepers());
    }

    @Test
    void hasNoOtherZone() {
        assertThrows(UnsupportedOperationException.class, () -> clock.withZone(ZoneId.of("Africa/Cairo")));
    }

    private Thread sleeper(Duration duration, CountDownLatch awake) {
        Thread thread = new Thread(() -> uninterrupted(() -> {
            clock.sleep(duration);
            awake.countDown();
        }));
        thread.start();
        return thread;
    }

    private void awaitSleepers(int count) {
        while (clock.activity().functionSleepers() != count) {
            Thread.onSpinWait();
        }
    }

    private static void uninterrupted(Activity.Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
