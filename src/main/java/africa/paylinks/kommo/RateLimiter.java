package africa.paylinks.kommo;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Keeps a shortest time between two turns, whoever of this process takes them. */
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

    /** Waits for the next turn. */
    void turn() {
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

    /** A way to wait. */
    @FunctionalInterface
    interface Wait {

        /** The usual one. */
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
