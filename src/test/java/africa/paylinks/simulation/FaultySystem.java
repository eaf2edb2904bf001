package africa.paylinks.simulation;

import africa.paylinks.payment.StoreUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A system in which each step outside of a process takes time and may fail, all driven by the seed: what simulations of
 * different parts of the product have in common.
 */
abstract class FaultySystem {

    static final String NEVER_DRAINED = "The system does not drain";
    /** The lease of an idempotency key in milliseconds. */
    static final long LEASE = 35_000;

    private static final int MAX_EVENTS = 50_000;

    final SeededRandom dice;
    final FaultRates faultRates;
    final SimulationLog log;
    final VirtualTime timeline = new VirtualTime();
    private final long seed;
    private final KeyHolders holders = new KeyHolders(this);
    private final Set<String> over = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private long numbers;

    FaultySystem(long seed, boolean verbose) {
        this.seed = seed;
        this.dice = new SeededRandom(seed);
        this.faultRates = new FaultRates(dice);
        this.log = new SimulationLog(verbose);
    }

    /** The time at which it begins. */
    abstract Instant beginning();

    /** Takes note that an item was put; the transaction it belongs to is complete. */
    abstract void put(Map<String, AttributeValue> item);

    /** Takes note of a transaction that was committed. */
    void written(TransactWriteItemsRequest transaction) {
    }

    /** Takes note that an item was read with strong consistency. */
    void read(Map<String, AttributeValue> key) {
    }

    /** Takes note of an update outside of a transaction. */
    void updated(UpdateItemRequest update) {
        if (update.updateExpression().equals("SET dueAt = :next")) {
            moved(update.key().get("pk").s() + "/" + update.key().get("sk").s(),
                    update.expressionAttributeValues().get(":seen").s(), update.expressionAttributeValues().get(":next").s());
        }
    }

    /** Takes note that something due was taken or given back: from then on nobody can have it of the time before. */
    private void moved(String what, String from, String to) {
        if (!over.add(what + " due at " + from)) {
            violated("Two had what was due once: " + what + " at " + from);
        }
        // A clock that was set back may find the same time ahead of it once more.
        dueAgain(what, to);
    }

    /** Takes note that something is due at that time, which may have been its due time before. */
    void dueAgain(String what, String at) {
        over.remove(what + " due at " + at);
    }

    /** A function that nobody waits for: where it fails, somebody has to come again. */
    void function(String kind, String description, Runnable work) {
        note(kind, () -> description);
        try {
            work.run();
        } catch (RuntimeException failed) {
            if (!(failed instanceof StoreUnavailable || failed.getCause() instanceof StoreUnavailable)) {
                throw failed;
            }
            note("run: given up", failed::getMessage);
        }
    }

    /**
     * A step outside of a process. It takes time before and after, in which others go on, and the process may die on
     * either side of it.
     */
    <T> T outside(String kind, Supplier<String> description, Supplier<T> step) {
        VirtualTime.Process process = running();
        process.waitFor(latency());
        if (faultRates.crashes()) {
            note("fault: crash before a step", () -> kind);
            throw process.die();
        }
        if (log.events() > MAX_EVENTS) {
            throw new IllegalStateException(NEVER_DRAINED);
        }
        note(kind, description);
        T answer;
        try {
            answer = step.get();
        } catch (RuntimeException failed) {
            process.waitFor(latency());
            throw failed;
        }
        if (faultRates.crashes()) {
            note("fault: crash after a step", () -> kind);
            throw process.die();
        }
        process.waitFor(latency());
        return answer;
    }

    private long latency() {
        if (faultRates.stalls()) {
            long stall = dice.chance(0.3) ? dice.between(LEASE, 4 * LEASE) : dice.stretched(500, 120_000);
            note("fault: process stalls", () -> stall + " ms");
            return stall;
        }
        return dice.between(0, 12);
    }

    void timePasses(long millis) {
        timeline.after(millis, () -> note("time: passes", () -> ""));
        timeline.play();
    }

    void note(String kind, Supplier<String> more) {
        log.note(timeline.now(), timeline.running().map(VirtualTime.Process::name).orElse(""), kind, more);
    }

    void violated(String what) {
        violations.add(what);
        note("VIOLATION", () -> what);
    }

    List<String> violations() {
        return violations;
    }

    VirtualTime.Process running() {
        return timeline.running().orElseThrow(() -> new IllegalStateException("Nothing runs"));
    }

    long now() {
        return timeline.now();
    }

    long seed() {
        return seed;
    }

    long nextNumber() {
        return ++numbers;
    }

    SeededRandom dice() {
        return dice;
    }

    FaultRates faultRates() {
        return faultRates;
    }

    SimulationLog log() {
        return log;
    }

    KeyHolders holders() {
        return holders;
    }
}
