package africa.paylinks.local.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clock of the whole local stack. It runs at the pace of the system clock, and jumps forward on request; those who sleep on it wake up at
 * their time.
 */
public final class LocalClock extends Clock {

    private final Clock system;
    private final Activity activity = new Activity();
    private final PriorityQueue<Instant> wakeUps = new PriorityQueue<>();
    /** How far this clock is ahead, in milliseconds; the monitor of everything here, because it alone survives a reload. */
    private final AtomicLong ahead;

    /**
     * Opens the clock, as far ahead as before a reload.
     *
     * @param state objects that outlive a reload
     * @param system clock that gives the pace
     */
    public LocalClock(Map<String, Object> state, Clock system) {
        this.ahead = (AtomicLong) state.computeIfAbsent("clock", key -> new AtomicLong());
        this.system = system;
    }

    @Override
    public Instant instant() {
        return system.instant().plusMillis(ahead.get()).truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The local stack's clock is in UTC");
    }

    /** Returns how far this clock is ahead of the system clock. */
    public Duration offset() {
        return Duration.ofMillis(ahead.get());
    }

    /** Returns what happens under this clock. */
    public Activity activity() {
        return activity;
    }

    /** Moves the clock forward, and wakes those whose time has come; an instant that has passed changes nothing. */
    public void moveTo(Instant target) {
        synchronized (ahead) {
            long millis = Duration.between(instant(), target).toMillis();
            if (millis > 0) {
                ahead.addAndGet(millis);
                activity.touch();
                ahead.notifyAll();
            }
        }
    }

    /** Returns when the first sleeper wakes up; an instant that has passed means that it is about to. */
    public Optional<Instant> nextWakeUp() {
        synchronized (ahead) {
            return Optional.ofNullable(wakeUps.peek());
        }
    }

    /** Waits until a time has passed on a clock: on this stack's clock if it is one, otherwise in real time. */
    public static void sleep(Clock clock, Duration duration) throws InterruptedException {
        if (clock instanceof LocalClock local) {
            local.sleep(duration);
        } else {
            Thread.sleep(duration.toMillis());
        }
    }

    /** Waits until a time has passed on this clock. */
    public void sleep(Duration duration) throws InterruptedException {
        Instant until = instant().plus(duration);
        synchronized (ahead) {
            wakeUps.add(until);
        }
        boolean wasActive = activity.pause();
        try {
            await(until);
        } finally {
            // In this order, so that at each moment one of the two shows that this thread goes on.
            activity.resume(wasActive);
            synchronized (ahead) {
                wakeUps.remove(until);
            }
        }
    }

    private void await(Instant until) throws InterruptedException {
        synchronized (ahead) {
            for (long left = left(until); left > 0; left = left(until)) {
                TimeUnit.MILLISECONDS.timedWait(ahead, left);
            }
        }
    }

    private long left(Instant until) {
        return Duration.between(instant(), until).toMillis();
    }
}
