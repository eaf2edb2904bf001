package africa.paylinks.simulation;

import africa.paylinks.aws.SdkJson;
import africa.paylinks.aws.TestTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;

/**
 * Runs one simulated system around the page where customers pay for each seed, over one table.
 *
 * @param <S> the kind of system
 */
final class CheckoutSimulation<S extends FaultySystem & CheckoutSimulation.Checked> {

    private static final int ENOUGH_FAILURES = 5;

    private final DynamoDbClient table;
    private final Systems<S> systems;
    private final Map<String, Long> counts = new TreeMap<>();
    private long seeds;
    private long events;
    private long checks;

    private CheckoutSimulation(DynamoDbClient table, Systems<S> systems) {
        this.table = table;
        this.systems = systems;
    }

    static CheckoutSimulation<DebitSystem> ofDebits(DynamoDbClient table, DebitSystem.Extent extent) {
        return new CheckoutSimulation<>(table, (seed, verbose) -> new DebitSystem(seed, table, extent, verbose));
    }

    static CheckoutSimulation<LinkSystem> ofLink(DynamoDbClient table, LinkSystem.Extent extent) {
        return new CheckoutSimulation<>(table, (seed, verbose) -> new LinkSystem(seed, table, extent, verbose));
    }

    /** A system that checks itself while it runs. */
    interface Checked {

        void run();

        long checks();
    }

    /** Makes the system of a seed. */
    @FunctionalInterface
    private interface Systems<S> {

        S of(long seed, boolean verbose);
    }

    /** The result of one seed. */
    record Run(long seed, List<String> violations, long events, long fingerprint, List<String> log) {
    }

    Run run(long seed, boolean verbose) {
        table.deleteTable(DeleteTableRequest.builder().tableName(TestTable.CONFIG.table()).build());
        table.createTable(((CreateTableRequest.Builder) SdkJson.fill(CreateTableRequest.builder(),
                TestTable.definition(TestTable.CONFIG.table()).create())).build());
        S system = systems.of(seed, verbose);
        try {
            system.run();
        } catch (RuntimeException broken) {
            system.violated(cause(broken));
        }
        seeds++;
        events += system.log().events();
        checks += system.checks();
        system.log().counts().forEach((kind, count) -> counts.merge(kind, count, Long::sum));
        return new Run(seed, List.copyOf(system.violations()), system.log().events(), system.log().fingerprint(), system.log().lines());
    }

    /**
     * Runs seed after seed and prints the totals.
     *
     * @return the seeds with violations; enough of them end it
     */
    List<String> violations(long first, long mostEvents) {
        long begin = System.nanoTime();
        List<String> found = new ArrayList<>();
        for (long seed = first; events < mostEvents && found.size() < ENOUGH_FAILURES; seed++) {
            Run run = run(seed, false);
            if (!run.violations().isEmpty()) {
                found.add("Seed " + seed + ": " + String.join("; ", run.violations()));
            }
        }
        System.out.printf("%s%d s%n", account(), (System.nanoTime() - begin) / 1_000_000_000);
        return found;
    }

    private static String cause(Throwable broken) {
        Throwable cause = broken;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    long seeds() {
        return seeds;
    }

    long events() {
        return events;
    }

    /** The totals of all runs. */
    private String account() {
        StringBuilder account = new StringBuilder(String.format("%,d seeds, %,d events, %,d checks%n", seeds, events, checks));
        counts.forEach((kind, count) -> account.append(String.format("%,12d  %s%n", count, kind)));
        return account.toString();
    }
}
