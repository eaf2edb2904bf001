package africa.paylinks.simulation;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * The virtual time and the order of all actions. Processes have threads of their own where they overlap, of which
 * exactly one has its turn; an idle process runs the next action and hands over to the process it belongs to.
 */
final class VirtualTime {

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "simulated process");
        thread.setDaemon(true);
        return thread;
    });

    private final PriorityQueue<Moment> ahead =
            new PriorityQueue<>(Comparator.comparingLong(Moment::at).thenComparingLong(Moment::number));
    private final Thread system = Thread.currentThread();
    private long now;
    private long planned;
    private Process running;
    private volatile boolean isOver;
    private volatile Throwable broken;

    /**
     * Something that is to happen.
     *
     * @param process whose turn it is then, if it is a process's
     */
    private record Moment(long at, long number, Optional<Process> process, Runnable action) {
    }

    /** Milliseconds since the beginning. */
    long now() {
        return now;
    }

    /** The running process; empty for an action without a process. */
    Optional<Process> running() {
        return Optional.ofNullable(running);
    }

    /** Lets something happen later. */
    void after(long millis, Runnable action) {
        ahead.add(new Moment(now + millis, planned++, Optional.empty(), action));
    }

    /** Starts a process later. */
    void start(long millis, String name, Runnable work) {
        Process process = new Process(name, work);
        ahead.add(new Moment(now + millis, planned++, Optional.of(process), process::run));
    }

    /** Plays all that is ahead, and what comes of it. */
    void play() {
        isOver = false;
        runUntilHandover();
        while (!isOver) {
            LockSupport.park(this);
        }
        if (broken != null) {
            throw new IllegalStateException("The simulation failed", broken);
        }
    }

    /** Runs the next actions, on a thread whose process has ended, until another process has its turn or nothing is left. */
    private void runUntilHandover() {
        for (Moment next = ahead.poll(); next != null; next = ahead.poll()) {
            now = next.at;
            running = next.process.orElse(null);
            if (running != null && running.thread != null) {
                running.take();
                return;
            }
            happen(next);
        }
        running = null;
        isOver = true;
        LockSupport.unpark(system);
    }

    /** A failure outside the product ends the simulation. */
    private void happen(Moment moment) {
        try {
            moment.action.run();
        } catch (Throwable failed) {
            broken = failed;
            ahead.clear();
        }
    }

    /** One process, such as the handling of one call. */
    final class Process {

        private final String name;
        private final Runnable work;
        private Thread thread;
        private volatile boolean hasTurn;
        private boolean isDead;

        private Process(String name, Runnable work) {
            this.name = name;
            this.work = work;
        }

        String name() {
            return name;
        }

        private void run() {
            thread = Thread.currentThread();
            try {
                work.run();
            } catch (ProcessCrash crash) {
                isDead = true;
            }
        }

        private void take() {
            hasTurn = true;
            LockSupport.unpark(thread);
        }

        /** Lets time pass, in which others may go on. */
        void waitFor(long millis) {
            checkAlive();
            Moment next = ahead.peek();
            if (next == null || next.at > now + millis) {
                now += millis;
                return;
            }
            hasTurn = false;
            ahead.add(new Moment(now + millis, planned++, Optional.of(this), () -> { }));
            runUntilOwnTurn();
            while (!hasTurn && broken == null) {
                LockSupport.park(this);
            }
            if (broken != null) {
                throw new ProcessCrash();
            }
        }

        /** Runs the next actions until it is this process's turn or another's. */
        private void runUntilOwnTurn() {
            while (!hasTurn && broken == null) {
                Moment next = ahead.remove();
                now = next.at;
                running = next.process.orElse(null);
                if (running == this) {
                    hasTurn = true;
                } else if (running == null) {
                    happen(next);
                } else if (running.thread != null) {
                    running.take();
                    return;
                } else {
                    THREADS.execute(() -> {
                        happen(next);
                        runUntilHandover();
                    });
                    return;
                }
            }
        }

        /** Ends this process here; whatever it still tries on its way out comes to nothing. */
        ProcessCrash die() {
            isDead = true;
            return new ProcessCrash();
        }

        /** A process that is dead has no effect any more. */
        void checkAlive() {
            if (isDead) {
                throw new ProcessCrash();
            }
        }
    }
}
