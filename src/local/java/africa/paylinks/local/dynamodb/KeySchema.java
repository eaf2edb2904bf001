package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The key attributes of a table or an index.
 *
 * @param types the type of each, by name: the partition key first, then the sort key if there is one
 */
record KeySchema(List<String> attributes, Map<String, String> types) {

    private static final int LONGEST_PARTITION_KEY = 2048;
    private static final int LONGEST_SORT_KEY = 1024;
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final String EMPTY = "The AttributeValue for a key attribute cannot contain an empty %s value.";

    /** Parses a {@code KeySchema} with its attribute definitions. */
    static KeySchema of(List<Parameters> elements, Map<String, String> definitions) {
        List<String> attributes = new ArrayList<>();
        Map<String, String> types = new TreeMap<>();
        for (Parameters element : elements) {
            String name = element.requiredText("AttributeName");
            String expected = attributes.isEmpty() ? "HASH" : "RANGE";
            if (attributes.size() == 2 || !expected.equals(element.requiredText("KeyType"))) {
                throw DynamoDbError.validation("Invalid KeySchema: the first element is HASH, the second, if there is one, RANGE");
            }
            element.refuseOthers();
            types.put(name, Optional.ofNullable(definitions.get(name)).orElseThrow(() -> DynamoDbError.validation(
                    "Invalid KeySchema: Some index key attribute have no definition; attribute: " + name)));
            attributes.add(name);
        }
        if (attributes.isEmpty() || types.size() < attributes.size()) {
            throw DynamoDbError.validation("Invalid KeySchema: one or two different attributes are expected, found " + attributes);
        }
        return new KeySchema(List.copyOf(attributes), Map.copyOf(types));
    }

    String partitionKey() {
        return attributes.get(0);
    }

    Optional<String> sortKey() {
        return attributes.size() == 2 ? Optional.of(attributes.get(1)) : Optional.empty();
    }

    /** Returns the key of an item of the table. */
    ObjectNode keyOf(ObjectNode item) {
        ObjectNode key = Json.object();
        for (String name : attributes) {
            if (!item.has(name)) {
                throw DynamoDbError.validation(INVALID + "Missing the key " + name + " in the item");
            }
            key.set(name, item.get(name));
        }
        validate(key);
        return key;
    }

    /** Refuses a key that does not name one item of the table. */
    ObjectNode requireKey(ObjectNode key) {
        if (key.size() != attributes.size() || attributes.stream().anyMatch(name -> !key.has(name) || !Values.type(key.get(name)).equals(types.get(name)))) {
            throw DynamoDbError.validation("The provided key element does not match the schema");
        }
        validate(key);
        return key;
    }

    private void validate(ObjectNode key) {
        for (String name : attributes) {
            JsonNode value = key.get(name);
            if (!Values.type(value).equals(types.get(name))) {
                throw DynamoDbError.validation(INVALID + "Type mismatch for key " + name + " expected: " + types.get(name) + " actual: " + Values.type(value));
            } else if (isEmpty(value)) {
                throw DynamoDbError.validation("One or more parameter values are not valid. " + empty(value) + " Key: " + name);
            }
        }
        tooLong(key).ifPresent(message -> {
            throw DynamoDbError.validation(INVALID + message);
        });
    }

    /** Refuses an item whose value for a key of the index has the wrong type. */
    void validateForIndex(String index, ObjectNode item) {
        for (String name : attributes) {
            JsonNode value = item.get(name);
            if (value != null && !Values.type(value).equals(types.get(name))) {
                throw DynamoDbError.validation(INVALID + "Type mismatch for Index Key " + name + " Expected: " + types.get(name) + " Actual: "
                        + Values.type(value) + " IndexName: " + index);
            } else if (value != null && isEmpty(value)) {
                throw DynamoDbError.validation("One or more parameter values are not valid. A value specified for a secondary index key is not supported. "
                        + empty(value) + " IndexName: " + index + ", IndexKey: " + name);
            }
        }
        tooLong(item).ifPresent(message -> {
            throw DynamoDbError.validation(INVALID + message + " IndexName: " + index);
        });
    }

    private static boolean isEmpty(JsonNode value) {
        return !value.has("N") && Values.content(value).textValue().isEmpty();
    }

    private static String empty(JsonNode value) {
        return String.format(EMPTY, value.has("S") ? "string" : "binary");
    }

    private Optional<String> tooLong(ObjectNode item) {
        if (item.has(partitionKey()) && Values.size(item.get(partitionKey())) > LONGEST_PARTITION_KEY) {
            return Optional.of("Size of hashkey has exceeded the maximum size limit of" + LONGEST_PARTITION_KEY + " bytes");
        } else if (sortKey().filter(name -> item.has(name) && Values.size(item.get(name)) > LONGEST_SORT_KEY).isPresent()) {
            return Optional.of("Aggregated size of all range keys has exceeded the size limit of " + LONGEST_SORT_KEY + " bytes");
        }
        return Optional.empty();
    }

    /** Returns whether an item is in an index with these keys. */
    boolean isIn(ObjectNode item) {
        return attributes.stream().allMatch(item::has);
    }

    /**
     * Encodes an item's key as text that sorts by partition key, then by sort key.
     *
     * <p>It is a JDK string, because that survives a reload of the classes and needs no comparator of ours.
     */
    String place(ObjectNode item) {
        StringBuilder place = new StringBuilder();
        attributes.forEach(name -> place.append(part(item.get(name))));
        return place.toString();
    }

    /** Returns the prefix of the positions in a partition. */
    static String partition(JsonNode value) {
        return part(value);
    }

    /** Values contain no zero, so the zero at the end sorts shorter values first. */
    private static String part(JsonNode value) {
        String ordered = Values.ordered(value);
        StringBuilder part = new StringBuilder(ordered.length() + 1);
        for (int i = 0; i < ordered.length(); i++) {
            part.append((char) (ordered.charAt(i) + 1));
        }
        return part.append('\0').toString();
    }
}
