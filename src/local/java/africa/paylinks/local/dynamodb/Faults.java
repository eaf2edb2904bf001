package africa.paylinks.local.dynamodb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Faults that tests inject into calls. */
public final class Faults {

    private final Map<String, Deque<Fault>> planned = new HashMap<>();
    private BiConsumer<String, Fault> listener = (operation, fault) -> { };
    private int generation;

    /** A kind of fault. */
    public enum Fault {
        /** Refused: throttled. */
        THROTTLE,
        /** Refused: a transaction uses the same item. */
        CONFLICT,
        /** Refused: an internal error of DynamoDB. */
        FAIL,
        /** No answer until the faults are cleared. */
        HANG,
        /** The call is not done, and the connection breaks. */
        DROP,
        /** The call is done, and the connection breaks before the answer. */
        LOSE_ANSWER
    }

    /**
     * Injects a fault into the next calls of an operation, after faults injected before.
     *
     * @param operation its name, such as {@code PutItem}
     */
    public synchronized void next(String operation, Fault fault, int times) {
        Deque<Fault> faults = planned.computeIfAbsent(operation, name -> new ArrayDeque<>());
        for (int i = 0; i < times; i++) {
            faults.add(fault);
        }
    }

    /** Removes all faults and answers the calls that wait. */
    public synchronized void clear() {
        planned.clear();
        generation++;
        notifyAll();
    }

    /** Returns how many faults of an operation are left. */
    public synchronized int left(String operation) {
        return planned.getOrDefault(operation, new ArrayDeque<>()).size();
    }

    /** Tells somebody of each fault that a call meets. */
    public synchronized void listen(BiConsumer<String, Fault> told) {
        listener = told;
    }

    synchronized Optional<Fault> take(String operation) {
        Optional<Fault> taken = Optional.ofNullable(planned.getOrDefault(operation, new ArrayDeque<>()).poll());
        taken.ifPresent(fault -> listener.accept(operation, fault));
        return taken;
    }

    /** Waits until the faults are cleared. */
    synchronized void hang() throws InterruptedException {
        int startGeneration = generation;
        while (startGeneration == generation) {
            wait();
        }
    }
}
