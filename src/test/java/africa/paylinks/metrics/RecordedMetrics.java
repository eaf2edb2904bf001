package africa.paylinks.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records the metrics of a test and checks each line against the embedded metric format as it is written. */
public final class RecordedMetrics implements MetricsOutput {

    /** The metrics without the provider's dimension. */
    public static final Set<Metric> OF_STAGE_ALONE = Set.copyOf(EnumSet.of(Metric.EVENT_DELIVERED, Metric.EVENT_FAILED, Metric.EVENT_GIVEN_UP,
            Metric.EVENT_DELIVERY_TIME, Metric.RECONCILER_RUN, Metric.DUE_BACKLOG_AGE, Metric.TRANSFER_LIMIT_NEAR));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> lines = new CopyOnWriteArrayList<>();
    private final Metrics metrics;

    /** @param clock the time of each line */
    public RecordedMetrics(Clock clock) {
        this.metrics = new Metrics(clock, "test", this);
    }

    /** For tests of something else: lines are checked but not recorded. */
    public static Metrics checked() {
        return new Metrics(Clock.systemUTC(), "test", RecordedMetrics::check);
    }

    @Override
    public void write(String line) {
        lines.add(check(line));
    }

    /** The metrics to inject. */
    public Metrics metrics() {
        return metrics;
    }

    /** All lines so far. */
    public List<JsonNode> lines() {
        return List.copyOf(lines);
    }

    /** The lines that have a metric. */
    public List<JsonNode> with(Metric metric) {
        return lines.stream().filter(line -> line.has(metric.wireName())).toList();
    }

    /** The sum of a metric over all lines. */
    public long sum(Metric metric) {
        return with(metric).stream().mapToLong(line -> line.path(metric.wireName()).longValue()).sum();
    }

    private static JsonNode check(String line) {
        List<String> errors = EmfSchema.errors(line);
        if (!errors.isEmpty()) {
            throw new AssertionError(errors + ": " + line);
        }
        JsonNode parsed;
        try {
            parsed = JSON.readTree(line);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        for (Metric metric : Metric.values()) {
            if (parsed.has(metric.wireName()) && parsed.has("Provider") == OF_STAGE_ALONE.contains(metric)) {
                throw new AssertionError(metric + " has another dimension than the operators' page says: " + line);
            }
        }
        return parsed;
    }
}
