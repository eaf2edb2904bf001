package africa.paylinks.simulation;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * The world's time and the order of what happens in it: every process has a thread of its own, of which exactly one runs,
 * and only where a process waits can another go on.
 */
final class Timeline {

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "simulated process");
        thread.setDaemon(true);
        return thread;
    });

    private final PriorityQueue<Moment> ahead =
            new PriorityQueue<>(Comparator.comparingLong(Moment::at).thenComparingLong(Moment::number));
    private final Thread conductor = Thread.currentThread();
    private long now;
    private long planned;
    private Process running;

    private record Moment(long at, long number, Runnable happening) {
    }

    /** Milliseconds since the world began. */
    long now() {
        return now;
    }

    /** Who runs; empty when it is the world itself. */
    Optional<Process> running() {
        return Optional.ofNullable(running);
    }

    /** Lets something happen later. */
    void after(long millis, Runnable happening) {
        ahead.add(new Moment(now + millis, planned++, happening));
    }

    /** Starts a process later. */
    void start(long millis, String name, Runnable work) {
        Process process = new Process(name, work);
        after(millis, process::go);
    }

    /** Plays all that is ahead, and what comes of it. */
    void play() {
        for (Moment next = ahead.poll(); next != null; next = ahead.poll()) {
            now = next.at;
            next.happening.run();
        }
    }

    /** One process of the world, such as the handling of one call. */
    final class Process {

        private final String name;
        private final Runnable work;
        private Thread thread;
        private volatile boolean hasBaton;
        private boolean isDead;
        private Throwable broken;

        private Process(String name, Runnable work) {
            this.name = name;
            this.work = work;
        }

        String name() {
            return name;
        }

        /** Passes the baton to this process and waits until it gives it back. */
        private void go() {
            running = this;
            hasBaton = true;
            if (thread == null) {
                THREADS.execute(this::live);
            } else {
                LockSupport.unpark(thread);
            }
            while (hasBaton) {
                LockSupport.park(this);
            }
            running = null;
            if (broken != null) {
                throw new IllegalStateException(name + " broke", broken);
            }
        }

        private void live() {
            thread = Thread.currentThread();
            try {
                work.run();
            } catch (Crash died) {
                isDead = true;
            } catch (Throwable unexpected) {
                broken = unexpected;
            }
            giveBack();
        }

        private void giveBack() {
            hasBaton = false;
            LockSupport.unpark(conductor);
        }

        /** Lets time pass, in which others may go on. */
        void waitFor(long millis) {
            checkAlive();
            Moment next = ahead.peek();
            if (next == null || next.at > now + millis) {
                now += millis;
                return;
            }
            after(millis, this::go);
            giveBack();
            while (!hasBaton) {
                LockSupport.park(this);
            }
        }

        /** Ends this process here; whatever it still tries on its way out comes to nothing. */
        Crash die() {
            isDead = true;
            return new Crash();
        }

        /** A process that is dead has no effect any more. */
        void checkAlive() {
            if (isDead) {
                throw new Crash();
            }
        }
    }
}
