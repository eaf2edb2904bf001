package africa.paylinks.local.sandbox;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Runs work beside a request, in daemon threads that do not keep the process alive. */
public final class Background {

    private static final Executor THREADS = work -> {
        Thread thread = new Thread(work, "local-sandbox");
        thread.setDaemon(true);
        thread.start();
    };

    private Background() {
    }

    /** Work that may wait or send. */
    @FunctionalInterface
    public interface Task {

        /** Does the work; an interrupt means that the sandbox stops. */
        void run() throws InterruptedException;
    }

    /** Starts the task now and returns its completion. */
    public static CompletableFuture<Void> start(Task task) {
        return CompletableFuture.runAsync(interruptible(task), THREADS);
    }

    /** Starts the task after a delay. */
    public static void after(Duration delay, Task task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, THREADS).execute(interruptible(task));
    }

    private static Runnable interruptible(Task task) {
        return () -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
