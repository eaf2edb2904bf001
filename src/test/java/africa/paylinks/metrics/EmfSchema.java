package africa.paylinks.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The published schema of the embedded metric format, and what its specification demands beside it in words. The schema is
 * evaluated keyword by keyword; a keyword that is not known here fails instead of passing everything.
 */
public final class EmfSchema {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ANNOTATIONS = Set.of("$schema", "$comment", "title", "examples");
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_METRICS = 100;
    private static final JsonNode SCHEMA = schema();

    private EmfSchema() {
    }

    /** What is wrong with a line; nothing if CloudWatch takes every metric from it. */
    public static List<String> faults(String line) {
        List<String> faults = new ArrayList<>();
        JsonNode document;
        try {
            document = JSON.readTree(line);
        } catch (IOException notJson) {
            return List.of("is no JSON: " + line);
        }
        if (line.indexOf('\n') >= 0 || line.length() > MOST_BYTES) {
            faults.add("is no single line of at most 256 KB");
        }
        check(document, SCHEMA, "", faults);
        if (faults.isEmpty()) {
            inWords(document, faults);
        }
        return faults;
    }

    private static void inWords(JsonNode document, List<String> faults) {
        for (JsonNode directive : document.path("_aws").path("CloudWatchMetrics")) {
            if (directive.path("Metrics").size() == 0 || directive.path("Metrics").size() > MOST_METRICS) {
                faults.add("has no metric or too many");
            }
            directive.path("Metrics").forEach(metric -> {
                if (!document.path(metric.path("Name").textValue()).isNumber()) {
                    faults.add(metric.path("Name").textValue() + " has no number as its target");
                }
            });
            directive.path("Dimensions").forEach(set -> set.forEach(dimension -> {
                String value = document.path(dimension.textValue()).textValue();
                if (value == null || value.isEmpty() || value.length() > 1024) {
                    faults.add(dimension.textValue() + " has no text as its target");
                }
            }));
        }
    }

    private static void check(JsonNode value, JsonNode schema, String at, List<String> faults) {
        schema.properties().forEach(keyword -> {
            JsonNode rule = keyword.getValue();
            boolean holds = switch (keyword.getKey()) {
                case "type" -> isOf(value, rule.textValue());
                case "required" -> {
                    boolean all = true;
                    for (JsonNode name : rule) {
                        all &= value.has(name.textValue());
                    }
                    yield all;
                }
                case "pattern" -> Pattern.compile(rule.textValue()).matcher(value.asText()).find();
                case "minLength" -> value.asText().length() >= rule.intValue();
                case "maxLength" -> value.asText().length() <= rule.intValue();
                case "minItems" -> value.size() >= rule.intValue();
                case "maxItems" -> value.size() <= rule.intValue();
                case "properties" -> {
                    rule.properties().stream().filter(property -> value.has(property.getKey())).forEach(property ->
                            check(value.get(property.getKey()), property.getValue(), at + "/" + property.getKey(), faults));
                    yield true;
                }
                case "items" -> {
                    for (int i = 0; i < value.size(); i++) {
                        check(value.get(i), rule, at + "/" + i, faults);
                    }
                    yield true;
                }
                default -> {
                    if (!ANNOTATIONS.contains(keyword.getKey())) {
                        throw new IllegalStateException("The schema has a keyword that is not known here: " + keyword.getKey());
                    }
                    yield true;
                }
            };
            if (!holds) {
                faults.add(at + " fails " + keyword.getKey() + " " + rule);
            }
        });
    }

    private static boolean isOf(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            default -> throw new IllegalStateException("The schema has a type that is not known here: " + type);
        };
    }

    private static JsonNode schema() {
        try (InputStream in = EmfSchema.class.getResourceAsStream("/emf/schema.json")) {
            return JSON.readTree(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
