package africa.paylinks.simulation;

import africa.paylinks.aws.SdkJson;
import africa.paylinks.aws.TestTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;

/** Runs one simulated system of debits for each seed, over one table. */
final class DebitSimulation {

    private final DynamoDbClient table;
    private final DebitSystem.Extent extent;
    private final Map<String, Long> counts = new TreeMap<>();
    private long seeds;
    private long events;
    private long checks;

    DebitSimulation(DynamoDbClient table, DebitSystem.Extent extent) {
        this.table = table;
        this.extent = extent;
    }

    /** The result of one seed. */
    record Run(long seed, List<String> violations, long events, long fingerprint, List<String> log) {
    }

    Run run(long seed, boolean verbose) {
        table.deleteTable(DeleteTableRequest.builder().tableName(TestTable.CONFIG.table()).build());
        table.createTable(((CreateTableRequest.Builder) SdkJson.fill(CreateTableRequest.builder(),
                TestTable.definition(TestTable.CONFIG.table()).create())).build());
        DebitSystem system = new DebitSystem(seed, table, extent, verbose);
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
    String account() {
        StringBuilder account = new StringBuilder(String.format("%,d seeds, %,d events, %,d checks%n", seeds, events, checks));
        counts.forEach((kind, count) -> account.append(String.format("%,12d  %s%n", count, kind)));
        return account.toString();
    }
}
