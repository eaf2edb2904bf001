package africa.paylinks.local.clock;

import africa.paylinks.local.events.LocalEvents;
import africa.paylinks.local.events.Schedules;
import africa.paylinks.local.time.LocalClock;
import java.time.Duration;
import java.time.Instant;

/** Waits until nothing happens any more: the stream is read, no message is visible, no function runs, and who waits does so for a later time. */
final class IdleDetector {

    /** After a minute without any change something hangs, and more waiting would not help. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** A function that sleeps in one thread may work in another one; it writes more often than this if it does. */
    private static final Duration QUIET = Duration.ofMillis(50);

    private final LocalClock clock;
    private final LocalEvents events;
    private final Schedules schedules;

    IdleDetector(LocalClock clock, LocalEvents events, Schedules schedules) {
        this.clock = clock;
        this.events = events;
        this.schedules = schedules;
    }

    /**
     * Waits for rest.
     *
     * @param end real time to give up at, as {@link System#nanoTime()}
     * @return whether it came
     */
    boolean await(long end) throws InterruptedException {
        long seen = -1;
        long since = System.nanoTime();
        for (long now = since; now - end < 0 && now - since < PATIENCE.toNanos(); now = System.nanoTime()) {
            long version = clock.activity().version();
            if (version != seen) {
                seen = version;
                since = now;
            }
            if (isIdle(version, Duration.ofNanos(now - since))) {
                return true;
            }
            Thread.sleep(1);
        }
        return false;
    }

    private boolean isIdle(long version, Duration quiet) {
        Instant now = clock.instant();
        boolean isIdle = events.isIdle(version);
        boolean nothingIsVisible = events.nextVisible().filter(time -> !time.isAfter(now)).isEmpty();
        boolean nobodyWakes = clock.nextWakeUp().filter(time -> !time.isAfter(now)).isEmpty();
        boolean functionsSleep = schedules.running() == 0 || clock.activity().functionSleepers() > 0 && quiet.compareTo(QUIET) > 0;
        return isIdle && nothingIsVisible && nobodyWakes && functionsSleep && clock.activity().tasks() == 0 && clock.activity().version() == version;
    }
}
