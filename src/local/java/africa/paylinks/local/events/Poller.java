package africa.paylinks.local.events;

import africa.paylinks.local.time.Activity;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** A thread that polls one event source, as Lambda does. */
final class Poller {

    private static final Logger LOG = Logger.getLogger(Poller.class);
    private static final long IDLE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Step step;
    private final BooleanSupplier waitsToRetry;
    private final Activity activity;
    private final Thread thread;
    private boolean isAwaited;
    private volatile boolean isPolling;
    /** What {@link Activity#version()} was before the latest poll that found nothing. */
    private volatile long emptySince = -1;

    /**
     * Polls once; returns false when there was nothing to deliver.
     */
    @FunctionalInterface
    interface Step {

        boolean run() throws IOException, InterruptedException;
    }

    /** @param waitsToRetry whether something is left to deliver after a poll that delivered nothing */
    Poller(String name, Step step, BooleanSupplier waitsToRetry, Activity activity) {
        this.step = step;
        this.waitsToRetry = waitsToRetry;
        this.activity = activity;
        this.thread = new Thread(this::loop, "local-" + name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Poller.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    void interrupt() {
        thread.interrupt();
    }

    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }

    /** Returns whether a poll that began after the latest activity found nothing; polls again if not. */
    boolean isIdle(long version) {
        if (!isPolling && emptySince == version) {
            return true;
        }
        synchronized (this) {
            isAwaited = true;
            notifyAll();
        }
        return false;
    }

    private void loop() {
        long pause = IDLE_MILLIS;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (poll()) {
                    pause = IDLE_MILLIS;
                    continue;
                }
                pause = IDLE_MILLIS;
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                LOG.warnf("The local stack cannot follow: %s", e);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
            try {
                pause(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean poll() throws IOException, InterruptedException {
        isPolling = true;
        try {
            long before = activity.version();
            boolean found = step.run();
            if (!found && !waitsToRetry.getAsBoolean()) {
                emptySince = before;
            }
            return found;
        } finally {
            isPolling = false;
        }
    }

    private synchronized void pause(long millis) throws InterruptedException {
        if (!isAwaited) {
            wait(millis);
        }
        isAwaited = false;
    }
}
