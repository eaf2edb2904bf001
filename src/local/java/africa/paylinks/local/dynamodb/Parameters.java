package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of a request or of a part of it. A parameter that nothing reads is refused by name, so nothing is half done. */
final class Parameters {

    private final ObjectNode json;
    private final String of;
    private final Set<String> read = new TreeSet<>();

    /** @param of the owner of the parameters, for messages */
    Parameters(ObjectNode json, String of) {
        this.json = json;
        this.of = of;
    }

    private Optional<JsonNode> any(String name) {
        read.add(name);
        return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
    }

    private Optional<JsonNode> any(String name, boolean fits, String expected) {
        if (!fits) {
            throw Values.serialization(of + ": " + name + " must be " + expected);
        }
        return any(name);
    }

    private JsonNode given(String name) {
        return json.path(name);
    }

    private boolean isAbsent(String name) {
        return given(name).isMissingNode() || given(name).isNull();
    }

    Optional<String> text(String name) {
        return any(name, isAbsent(name) || given(name).isTextual(), "a string").map(JsonNode::textValue);
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    boolean flag(String name, boolean otherwise) {
        return any(name, isAbsent(name) || given(name).isBoolean(), "a boolean").map(JsonNode::booleanValue).orElse(otherwise);
    }

    /** Returns a number that is at least 1. */
    Optional<Integer> count(String name, int most) {
        Optional<Integer> count = any(name, isAbsent(name) || given(name).isIntegralNumber(), "a number").map(JsonNode::intValue);
        count.ifPresent(number -> {
            if (number < 1 || number > most) {
                throw constraint(name, String.valueOf(number), number < 1 ? "Member must have value greater than or equal to 1"
                        : "Member must have value less than or equal to " + most);
            }
        });
        return count;
    }

    Optional<ObjectNode> object(String name) {
        return any(name, isAbsent(name) || given(name).isObject(), "an object").map(ObjectNode.class::cast);
    }

    ObjectNode requiredObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    Parameters part(String name) {
        return new Parameters(requiredObject(name), of + "." + name);
    }

    Optional<Parameters> optionalPart(String name) {
        return object(name).map(part -> new Parameters(part, of + "." + name));
    }

    List<Parameters> parts(String name) {
        Optional<JsonNode> parts = any(name, isAbsent(name) || given(name).isArray(), "a list");
        List<Parameters> all = new ArrayList<>();
        parts.ifPresent(list -> list.forEach(part -> {
            if (!part.isObject()) {
                throw Values.serialization(of + ": " + name + " must be a list of objects");
            }
            all.add(new Parameters((ObjectNode) part, of + "." + name));
        }));
        return all;
    }

    List<String> texts(String name) {
        return any(name, isAbsent(name) || given(name).isArray(), "a list").stream().flatMap(JsonNode::valueStream).map(JsonNode::asText).toList();
    }

    /** Returns a value from a list of known ones. */
    Optional<String> oneOf(String name, Set<String> known) {
        Optional<String> value = text(name);
        value.filter(given -> !known.contains(given)).ifPresent(other -> {
            throw constraint(name, other, "Member must satisfy enum value set, of which the embedded table knows " + new TreeSet<>(known));
        });
        return value;
    }

    boolean has(String name) {
        return !isAbsent(name);
    }

    /** Returns the whole request. */
    ObjectNode json() {
        return json;
    }

    DynamoDbError missing(String name) {
        return constraint(name, "null", "Member must not be null");
    }

    DynamoDbError constraint(String name, String value, String broken) {
        return DynamoDbError.validation("1 validation error detected: Value '" + value + "' at '"
                + Character.toLowerCase(name.charAt(0)) + name.substring(1) + "' failed to satisfy constraint: " + broken + " (" + of + ")");
    }

    /** Refuses every parameter that nothing has read. */
    void refuseOthers() {
        // Consumed capacity is not simulated, so this parameter is ignored.
        oneOf("ReturnConsumedCapacity", Set.of("NONE"));
        json.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name) && !json.get(name).isNull()) {
                throw DynamoDbError.validation("The embedded table does not know the parameter " + name + " of " + of);
            }
        });
    }
}
