package africa.paylinks.local.dynamodb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What goes wrong on request, so that tests can see what becomes of the caller. */
public final class Faults {

    private final Map<String, Deque<Fault>> wanted = new HashMap<>();
    private int generation;

    /** A way for a call to go wrong. */
    public enum Fault {
        /** Refused because there is too much to do. */
        THROTTLE,
        /** Refused because a transaction is at work on the same item. */
        CONFLICT,
        /** Refused because something is wrong with DynamoDB itself. */
        FAIL,
        /** Not answered until the faults are cleared. */
        HANG,
        /** Not done, and the connection breaks. */
        DROP,
        /** Done, and the connection breaks before the answer. */
        LOSE_ANSWER
    }

    /**
     * Lets the next calls of an operation go wrong, after those that were asked for before.
     *
     * @param operation its name, such as {@code PutItem}
     */
    public synchronized void next(String operation, Fault fault, int times) {
        Deque<Fault> faults = wanted.computeIfAbsent(operation, name -> new ArrayDeque<>());
        for (int i = 0; i < times; i++) {
            faults.add(fault);
        }
    }

    /** Lets everything go well again, and answers whoever is waiting. */
    public synchronized void clear() {
        wanted.clear();
        generation++;
        notifyAll();
    }

    /** Answers how often an operation is still to go wrong. */
    public synchronized int left(String operation) {
        return wanted.getOrDefault(operation, new ArrayDeque<>()).size();
    }

    synchronized Optional<Fault> take(String operation) {
        return Optional.ofNullable(wanted.getOrDefault(operation, new ArrayDeque<>()).poll());
    }

    /** Waits until the faults are cleared. */
    synchronized void hang() throws InterruptedException {
        int mine = generation;
        while (mine == generation) {
            wait();
        }
    }
}
