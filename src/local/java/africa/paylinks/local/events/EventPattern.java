package africa.paylinks.local.events;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A pattern of EventBridge or of an event source's filter, as far as the template uses them: literal values, {@code prefix}, {@code exists}.
 *
 * <p>Any other operator is an error, not a mismatch.
 */
final class EventPattern {

    private final JsonNode pattern;

    private EventPattern(JsonNode pattern) {
        this.pattern = pattern;
    }

    /** Parses a pattern that the template writes as a structure. */
    static EventPattern of(Object structure) {
        return new EventPattern(Json.stored(Json.text(Template.map(structure))));
    }

    /**
     * Parses a pattern that the template writes as JSON text.
     *
     * @throws IOException when it is not a JSON object
     */
    static EventPattern parse(String text) throws IOException {
        return new EventPattern(Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
    }

    boolean matches(JsonNode event) {
        return matches(pattern, event);
    }

    private static boolean matches(JsonNode pattern, JsonNode event) {
        return pattern.properties().stream().allMatch(field -> {
            JsonNode value = event.path(field.getKey());
            return field.getValue().isObject() ? matches(field.getValue(), value)
                    : field.getValue().valueStream().anyMatch(expected -> fits(expected, value));
        });
    }

    private static boolean fits(JsonNode expected, JsonNode value) {
        if (!expected.isObject()) {
            return expected.equals(value);
        }
        List<String> operators = expected.propertyStream().map(java.util.Map.Entry::getKey).toList();
        if (operators.equals(List.of("prefix"))) {
            return value.isTextual() && value.textValue().startsWith(expected.path("prefix").asText());
        }
        if (operators.equals(List.of("exists"))) {
            return expected.path("exists").asBoolean() != value.isMissingNode();
        }
        throw new IllegalStateException("The local stack does not know the pattern " + expected);
    }
}
