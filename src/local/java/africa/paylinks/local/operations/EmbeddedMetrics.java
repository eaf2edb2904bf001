package africa.paylinks.local.operations;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Takes the metrics out of lines in CloudWatch's embedded metric format. */
public final class EmbeddedMetrics {

    private final MetricStore store;

    /** Stores the metrics of all lines. */
    public EmbeddedMetrics(MetricStore store) {
        this.store = store;
    }

    /**
     * Takes the metrics of one line, once per dimension set.
     *
     * @throws IllegalArgumentException when the line is not of that format: CloudWatch would drop it without a word
     */
    public void accept(String line) {
        JsonNode root;
        try {
            root = Json.readObject(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException("Not a line of metrics: " + line, e);
        }
        JsonNode metadata = root.path("_aws");
        if (!metadata.path("Timestamp").isIntegralNumber() || metadata.path("CloudWatchMetrics").isEmpty()) {
            throw new IllegalArgumentException("Not a line of metrics: " + line);
        }
        Instant at = Instant.ofEpochMilli(metadata.path("Timestamp").longValue());
        for (JsonNode directive : metadata.path("CloudWatchMetrics")) {
            for (JsonNode dimensions : directive.path("Dimensions")) {
                Map<String, String> values = new TreeMap<>();
                dimensions.forEach(name -> values.put(name.textValue(), required(root, name, line).textValue()));
                for (JsonNode metric : directive.path("Metrics")) {
                    MetricKey key = MetricKey.of(directive.path("Namespace").textValue(), metric.path("Name").textValue(), values);
                    store.add(key, at, required(root, metric.path("Name"), line).doubleValue());
                }
            }
        }
    }

    private static JsonNode required(JsonNode root, JsonNode name, String line) {
        if (!root.has(name.textValue())) {
            throw new IllegalArgumentException("The line has no " + name + ": " + line);
        }
        return root.get(name.textValue());
    }
}
