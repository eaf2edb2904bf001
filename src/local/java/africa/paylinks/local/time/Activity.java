package africa.paylinks.local.time;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Knows whether anything happens in the local stack, so that a moved clock can wait until nothing does. */
public final class Activity {

    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicInteger functionSleepers = new AtomicInteger();
    private final AtomicLong version = new AtomicLong();
    private final ThreadLocal<Boolean> counted = ThreadLocal.withInitial(() -> false);

    /** Work that may wait or send. */
    @FunctionalInterface
    public interface Task {

        /** Does the work; an interrupt means that the stack steps. */
        void run() throws InterruptedException;
    }

    /** Records that something changed: a write, a message, a request. */
    public void touch() {
        version.incrementAndGet();
    }

    /** Returns a number that grows with each change. */
    public long version() {
        return version.get();
    }

    /** Returns how many tasks run and do not sleep. */
    public int tasks() {
        return tasks.get();
    }

    /** Returns how many threads sleep on the clock that belong to no task, such as those of a function. */
    public int functionSleepers() {
        return functionSleepers.get();
    }

    /** Counts a task from now on, and returns it; the count ends with the task and pauses while it sleeps on the clock. */
    public Task started(Task task) {
        tasks.incrementAndGet();
        touch();
        return () -> {
            counted.set(true);
            try {
                task.run();
            } finally {
                counted.remove();
                touch();
                tasks.decrementAndGet();
            }
        };
    }

    /** Stops counting the current thread, and returns whether it was counted. */
    boolean pause() {
        boolean isTask = counted.get();
        if (isTask) {
            tasks.decrementAndGet();
        } else {
            functionSleepers.incrementAndGet();
        }
        return isTask;
    }

    /** Counts the current thread again. */
    void resume(boolean isTask) {
        if (isTask) {
            tasks.incrementAndGet();
        } else {
            functionSleepers.decrementAndGet();
        }
        touch();
    }
}
