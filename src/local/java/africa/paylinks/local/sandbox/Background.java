package africa.paylinks.local.sandbox;

import africa.paylinks.local.time.Activity;
import africa.paylinks.local.time.LocalClock;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Runs work beside a request, in daemon threads that do not keep the process alive. */
public final class Background {

    private static final Executor THREADS = work -> {
        Thread thread = new Thread(work, "local-sandbox");
        thread.setDaemon(true);
        thread.start();
    };

    private Background() {
    }

    /** Starts the task now and returns its completion. */
    public static CompletableFuture<Void> start(Clock clock, Activity.Task task) {
        return CompletableFuture.runAsync(interruptible(clock instanceof LocalClock local ? local.activity().started(task) : task), THREADS);
    }

    /** Starts the task after a delay on a clock. */
    public static void after(Clock clock, Duration delay, Activity.Task task) {
        start(clock, () -> {
            LocalClock.sleep(clock, delay);
            task.run();
        });
    }

    private static Runnable interruptible(Activity.Task task) {
        return () -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
