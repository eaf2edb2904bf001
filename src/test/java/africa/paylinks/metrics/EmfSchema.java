package africa.paylinks.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The constraints of CloudWatch's embedded metric format: those of its published JSON schema, and those that its specification
 * states only in words. CloudWatch reports a violation nowhere near the function, so tests check every line.
 */
public final class EmfSchema {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_NAME = 1024;
    private static final int MAX_METRICS = 100;
    private static final int MAX_VALUES = 100;
    private static final int MAX_DIMENSIONS = 30;
    private static final int MAX_DIMENSION_NAME = 250;
    private static final List<String> DATA = List.of("Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits",
            "Gigabits", "Terabits");
    private static final Set<String> UNITS = Stream.of(Stream.of("None", "Count", "Count/Second", "Percent", "Seconds", "Milliseconds", "Microseconds"),
            DATA.stream(), DATA.stream().map(unit -> unit + "/Second")).flatMap(units -> units).collect(Collectors.toSet());

    private final JsonNode line;
    private final List<String> errors = new ArrayList<>();

    private EmfSchema(JsonNode line) {
        this.line = line;
    }

    /** The violations of a line; empty if CloudWatch extracts every metric from it. */
    public static List<String> errors(String text) {
        if (text.indexOf('\n') >= 0 || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return List.of("is not one line of at most " + MAX_BYTES + " bytes");
        }
        EmfSchema check;
        try {
            check = new EmfSchema(JSON.readTree(text));
        } catch (IOException notJson) {
            return List.of("is not JSON");
        }
        check.metadata(check.line.path("_aws"));
        return check.errors;
    }

    private void metadata(JsonNode metadata) {
        require(metadata.path("Timestamp").isIntegralNumber(), "Timestamp is not an integer");
        require(metadata.path("CloudWatchMetrics").isArray(), "CloudWatchMetrics is not an array");
        metadata.path("CloudWatchMetrics").forEach(directive -> {
            requireText(directive.path("Namespace"), MAX_NAME, "Namespace");
            require(directive.path("Dimensions").isArray() && !directive.path("Dimensions").isEmpty(), "Dimensions is not an array with a set");
            directive.path("Dimensions").forEach(this::dimensions);
            int metrics = directive.path("Metrics").size();
            require(directive.path("Metrics").isArray() && metrics > 0 && metrics <= MAX_METRICS, metrics + " metrics");
            directive.path("Metrics").forEach(this::metric);
        });
    }

    private void dimensions(JsonNode set) {
        require(set.isArray() && set.size() <= MAX_DIMENSIONS, "a dimension set is not an array of at most " + MAX_DIMENSIONS);
        set.forEach(name -> {
            requireText(name, MAX_DIMENSION_NAME, "the name of a dimension");
            requireText(line.path(name.asText()), MAX_NAME, "the value of " + name);
        });
    }

    private void metric(JsonNode metric) {
        requireText(metric.path("Name"), MAX_NAME, "the name of a metric");
        require(!metric.has("Unit") || UNITS.contains(metric.path("Unit").textValue()), "unit " + metric.path("Unit"));
        require(!metric.has("StorageResolution") || metric.path("StorageResolution").isIntegralNumber(), "StorageResolution is not an integer");
        JsonNode value = line.path(metric.path("Name").asText());
        boolean numbers = value.isArray() && value.size() <= MAX_VALUES && value.valueStream().allMatch(JsonNode::isNumber);
        require(value.isNumber() || numbers, metric.path("Name") + " has no number as its value");
    }

    private void requireText(JsonNode text, int max, String what) {
        require(text.isTextual() && !text.textValue().isEmpty() && text.textValue().length() <= max, what + " is not a string of 1 to " + max + " characters");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            errors.add(otherwise);
        }
    }
}
