package africa.paylinks.local.operations;

import africa.paylinks.local.dynamodb.Faults.Fault;
import africa.paylinks.local.events.Queues;
import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Measures what AWS measures by itself: functions, queues, the API, the table, and the lines of the logs that the template's filters count. */
public final class Meter {

    private static final Set<String> READS = Set.of("GetItem", "Query", "Scan", "BatchGetItem");
    private static final String OWN_LOGGERS = "africa.paylinks.local.";

    private final MetricStore store;
    private final Supplier<Definitions> definitions;
    private final Clock clock;
    private final String table;
    private final String api;

    Meter(MetricStore store, Supplier<Definitions> definitions, Clock clock, String table, String api) {
        this.store = store;
        this.definitions = definitions;
        this.clock = clock;
        this.table = table;
        this.api = api;
    }

    void invoked(String function, Duration time, boolean failed) {
        Map<String, String> dimensions = Map.of("FunctionName", function);
        add("AWS/Lambda", "Invocations", dimensions, 1);
        add("AWS/Lambda", "Errors", dimensions, failed ? 1 : 0);
        add("AWS/Lambda", "Duration", dimensions, time.toMillis());
    }

    /** Takes the age of the last change that the stream handed to a function. */
    public void handedOver(String function, Duration age) {
        add("AWS/Lambda", "IteratorAge", Map.of("FunctionName", function), Math.max(0, age.toMillis()));
    }

    /** Takes an answer of the API, whose route is as the access log has it. */
    void answered(String route, int status, Duration time) {
        Map<String, String> dimensions = Map.of("ApiId", api);
        add("AWS/ApiGateway", "Count", dimensions, 1);
        add("AWS/ApiGateway", "4xx", dimensions, status / 100 == 4 ? 1 : 0);
        add("AWS/ApiGateway", "5xx", dimensions, status / 100 == 5 ? 1 : 0);
        logged("AccessLogGroup", Json.object().put("route", route).put("status", String.valueOf(status)).put("latencyMillis", String.valueOf(time.toMillis())));
    }

    /** Takes a fault of the embedded table. */
    public void refused(String operation, Fault fault) {
        if (fault == Fault.THROTTLE) {
            add("AWS/DynamoDB", READS.contains(operation) ? "ReadThrottleEvents" : "WriteThrottleEvents", Map.of("TableName", table), 1);
        } else if (fault == Fault.FAIL) {
            add("AWS/DynamoDB", "SystemErrors", Map.of("TableName", table, "Operation", operation), 1);
        }
    }

    /** Takes a line of the functions' log, in the form in which it is deployed. */
    public void logged(String line) {
        try {
            ObjectNode fields = Json.readObject(line.getBytes(StandardCharsets.UTF_8));
            if (!fields.path("logger").asText().startsWith(OWN_LOGGERS)) {
                logged("FunctionLogGroup", fields);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("Not a line of a log: " + line, e);
        }
    }

    private void logged(String group, ObjectNode line) {
        definitions.get().filters().stream().filter(filter -> filter.group().equals(group) && filter.pattern().test(line))
                .forEach(filter -> store.add(filter.metric(), clock.instant(), 1));
    }

    /** Measures the queues, as SQS does each minute. */
    void sample(Queues queues) {
        queues.depths().forEach(depth -> {
            add("AWS/SQS", "ApproximateNumberOfMessagesVisible", Map.of("QueueName", depth.queue()), depth.visible());
            add("AWS/SQS", "ApproximateAgeOfOldestMessage", Map.of("QueueName", depth.queue()), depth.oldest().toSeconds());
        });
    }

    private void add(String namespace, String name, Map<String, String> dimensions, double value) {
        store.add(MetricKey.of(namespace, name, dimensions), clock.instant(), value);
    }
}
