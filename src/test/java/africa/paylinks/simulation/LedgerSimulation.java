package africa.paylinks.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runs {@linkplain LedgerWorld ledgers} that a seed determines, each on a table of its own, and checks each after every step. */
final class LedgerSimulation {

    /** How often what is slow to read is read, in steps; what it says is checked after every step by other means. */
    private static final int SLOW_CHECK = 25;

    private final Supplier<DynamoDbClient> tables;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private long events;
    private long interleaved;

    /** @param tables makes an empty table for each run */
    LedgerSimulation(Supplier<DynamoDbClient> tables) {
        this.tables = tables;
    }

    /** What must never be. */
    static final class Violation extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Violation(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Fails unless it holds. */
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise, null);
        }
    }

    long events() {
        return events;
    }

    long interleaved() {
        return interleaved;
    }

    /** How often each phase ended in which way. */
    Map<String, Long> outcomes() {
        return outcomes;
    }

    /** @throws Violation when an outcome or the books are not those of the model */
    void run(long seed, int steps) {
        LedgerWorld world = new LedgerWorld(seed, tables.get(), outcomes);
        int step = 0;
        try {
            for (; step < steps; step++) {
                world.step();
                world.check();
                if (step % SLOW_CHECK == 0) {
                    world.checkSystemAccounts();
                }
            }
            world.drain();
            world.check();
            world.checkSystemAccounts();
            world.checkHistory();
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException broken) {
            throw new Violation("step " + step + ": " + broken, broken);
        } finally {
            events += world.events();
            interleaved += world.interleaved();
        }
    }
}
