package africa.paylinks.kommo;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Enforces a minimum interval between the requests of this process. */
final class RateLimiter {

    private final long interval;
    private final LongSupplier nanoTime;
    private final Wait wait;
    private long next;
    private boolean begun;

    RateLimiter(Duration interval, LongSupplier nanoTime, Wait wait) {
        this.interval = interval.toNanos();
        this.nanoTime = nanoTime;
        this.wait = wait;
    }

    /** Waits until the next request is allowed. */
    void acquire() {
        long pause;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            pause = begun ? Math.max(0, next - now) : 0;
            next = now + pause + interval;
            begun = true;
        }
        if (pause > 0) {
            wait.of(Duration.ofNanos(pause));
        }
    }

    /** How to wait; tests replace it. */
    @FunctionalInterface
    interface Wait {

        /** Sleeps. */
        Wait SLEEP = duration -> {
            try {
                Thread.sleep(duration.toMillis() + 1);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting", interrupted);
            }
        };

        void of(Duration duration);
    }
}
