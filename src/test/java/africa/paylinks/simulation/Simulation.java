package africa.paylinks.simulation;

import africa.paylinks.aws.SdkJson;
import africa.paylinks.aws.TestTable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Runs one simulated system for each seed, over one store. */
final class Simulation {

    private final DynamoDbClient store;
    private final KeyProtocol rule;
    private final Map<String, Long> counts = new TreeMap<>();
    private long seeds;
    private long events;
    private long checks;

    /** @param rule by which idempotency keys are kept */
    Simulation(DynamoDbClient store, KeyProtocol rule) {
        this.store = store;
        this.rule = rule;
    }

    /** The result of one seed. */
    record Run(long seed, List<String> violations, long events, long fingerprint, List<String> log) {
    }

    /** Runs the simulation of a seed. */
    Run run(long seed, boolean verbose) {
        emptyTable();
        SimulatedSystem system = new SimulatedSystem(seed, store, rule, this::firstDue, verbose);
        InvariantChecker checker = new InvariantChecker(system, store);
        system.run(checker::checkAll);
        seeds++;
        events += system.log().events();
        checks += checker.checks();
        system.log().counts().forEach((kind, count) -> counts.merge(kind, count, Long::sum));
        return new Run(seed, List.copyOf(system.violations()), system.log().events(), system.log().fingerprint(),
                system.log().lines());
    }

    /** Each run starts with an empty table, so that the thousandth is as fast as the first. */
    private void emptyTable() {
        store.deleteTable(DeleteTableRequest.builder().tableName(TestTable.CONFIG.table()).build());
        store.createTable(((CreateTableRequest.Builder) SdkJson.fill(CreateTableRequest.builder(),
                TestTable.definition(TestTable.CONFIG.table()).create())).build());
    }

    private Optional<Instant> firstDue() {
        return store.scan(ScanRequest.builder().tableName(TestTable.CONFIG.table()).consistentRead(true)
                        .filterExpression("attribute_exists(dueAt)").build()).items().stream()
                .map(item -> Instant.parse(item.get("dueAt").s())).min(Comparator.naturalOrder());
    }

    long seeds() {
        return seeds;
    }

    long events() {
        return events;
    }

    /** The totals of all runs. */
    String account() {
        StringBuilder account = new StringBuilder(String.format("%d seeds, %d events, %d checks%n", seeds, events, checks));
        counts.forEach((kind, count) -> account.append(String.format("%,12d  %s%n", count, kind)));
        return account.toString();
    }
}
