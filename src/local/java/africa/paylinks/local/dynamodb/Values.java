package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Attribute values in the protocol's own JSON, such as {@code {"S":"text"}}.
 *
 * <p>Every value is converted to one canonical form, in which equal values are equal nodes, and never changes afterwards.
 */
final class Values {

    /** The types that have an order. */
    static final Set<String> ORDERED = Set.of("S", "N", "B");

    /** The set types, with the type of their elements. */
    static final Map<String, String> SETS = Map.of("SS", "S", "NS", "N", "BS", "B");

    /** All types. */
    static final Set<String> TYPES = Set.of("S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M");

    private static final Map<String, String> SET_NAMES = Map.of("SS", "string", "NS", "number", "BS", "binary");
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final int DEEPEST = 32;

    private Values() {
    }

    /** Returns the type of a value, such as {@code S}. */
    static String type(JsonNode value) {
        return value.fieldNames().next();
    }

    /** Returns the content of a value. */
    static JsonNode content(JsonNode value) {
        return value.elements().next();
    }

    static ObjectNode of(String type, JsonNode content) {
        return Json.object().set(type, content);
    }

    static ObjectNode number(BigDecimal number) {
        return Json.object().put("N", Numbers.text(number));
    }

    static BigDecimal number(JsonNode value) {
        return new BigDecimal(content(value).textValue());
    }

    /** Converts an item or a key to the canonical form. */
    static ObjectNode canonicalItem(JsonNode given) {
        return attributes(given, 1);
    }

    /** Converts a value to the canonical form, or refuses it. */
    static ObjectNode canonical(JsonNode given) {
        return canonical(given, 1);
    }

    private static ObjectNode attributes(JsonNode given, int depth) {
        if (!given.isObject()) {
            throw serialization("Attributes must be an object");
        }
        ObjectNode attributes = Json.object();
        given.properties().forEach(attribute -> {
            if (attribute.getKey().isEmpty() && depth == 1) {
                throw DynamoDbError.validation(INVALID + "Empty attribute name");
            } else if (bytes(attribute.getKey()) > 65_535) {
                throw DynamoDbError.validation(INVALID + "An attribute name has exceeded the size limit of 64 KB");
            }
            attributes.set(attribute.getKey(), canonical(attribute.getValue(), depth));
        });
        return attributes;
    }

    private static ObjectNode canonical(JsonNode given, int depth) {
        if (!given.isObject()) {
            throw serialization("An attribute value must be an object");
        } else if (given.isEmpty()) {
            throw DynamoDbError.validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        } else if (given.size() > 1) {
            throw DynamoDbError.validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
        } else if (depth > DEEPEST) {
            throw DynamoDbError.validation("Nesting Levels have exceeded supported limits");
        }
        String type = type(given);
        JsonNode content = content(given);
        return of(type, switch (type) {
            case "S" -> expected(content.isTextual(), content, type);
            case "N" -> TextNode.valueOf(Numbers.text(Numbers.of(expected(content.isTextual(), content, type).textValue())));
            case "B" -> TextNode.valueOf(Base64.getEncoder().encodeToString(binary(expected(content.isTextual(), content, type).textValue())));
            case "BOOL" -> expected(content.isBoolean(), content, type);
            case "NULL" -> {
                if (!expected(content.isBoolean(), content, type).booleanValue()) {
                    throw DynamoDbError.validation(INVALID + "Null attribute value types must have the value of true");
                }
                yield content;
            }
            case "L" -> list(expected(content.isArray(), content, type), depth + 1);
            case "M" -> attributes(content, depth + 1);
            case "SS", "NS", "BS" -> set(type, expected(content.isArray(), content, type));
            default -> throw serialization("Unrecognized attribute type " + type);
        });
    }

    private static JsonNode expected(boolean fits, JsonNode content, String type) {
        if (!fits) {
            throw serialization("The content of type " + type + " has another JSON type: " + content.getNodeType());
        }
        return content;
    }

    private static ArrayNode list(JsonNode elements, int depth) {
        ArrayNode list = Json.object().arrayNode();
        elements.forEach(element -> list.add(canonical(element, depth)));
        return list;
    }

    private static ArrayNode set(String type, JsonNode elements) {
        if (elements.isEmpty()) {
            throw DynamoDbError.validation(INVALID + "An " + SET_NAMES.get(type) + " set  may not be empty");
        }
        List<String> canonical = new ArrayList<>();
        elements.forEach(element -> canonical.add(content(canonical(of(SETS.get(type), element), 1)).textValue()));
        TreeSet<String> sorted = new TreeSet<>(canonical);
        if (sorted.size() < canonical.size()) {
            throw DynamoDbError.validation(INVALID + "Input collection " + canonical + " contains duplicates.");
        }
        return strings(sorted);
    }

    private static ArrayNode strings(Iterable<String> elements) {
        ArrayNode array = Json.object().arrayNode();
        elements.forEach(array::add);
        return array;
    }

    /** Returns the union or the difference of two sets; empty when nothing is left. */
    static Optional<ObjectNode> combined(JsonNode set, JsonNode other, boolean together) {
        TreeSet<String> elements = new TreeSet<>();
        content(set).forEach(element -> elements.add(element.textValue()));
        content(other).forEach(element -> {
            if (together) {
                elements.add(element.textValue());
            } else {
                elements.remove(element.textValue());
            }
        });
        return elements.isEmpty() ? Optional.empty() : Optional.of(of(type(set), strings(elements)));
    }

    /** Compares two values of the same ordered type. */
    static int compare(JsonNode one, JsonNode other) {
        return switch (type(one)) {
            case "N" -> number(one).compareTo(number(other));
            case "S" -> Arrays.compareUnsigned(utf8(content(one).textValue()), utf8(content(other).textValue()));
            default -> Arrays.compareUnsigned(binary(content(one).textValue()), binary(content(other).textValue()));
        };
    }

    /** Returns whether both have an order, and the same one. */
    static boolean isComparable(JsonNode one, JsonNode other) {
        return type(one).equals(type(other)) && ORDERED.contains(type(one));
    }

    /** Writes a key value as text of Latin-1 characters whose order is DynamoDB's order of the values. */
    static String ordered(JsonNode value) {
        return switch (type(value)) {
            case "N" -> Numbers.ordered(number(value));
            case "S" -> new String(utf8(content(value).textValue()), StandardCharsets.ISO_8859_1);
            default -> new String(binary(content(value).textValue()), StandardCharsets.ISO_8859_1);
        };
    }

    /** Returns the size of an item in bytes, by the rules of DynamoDB's documentation. */
    static int itemSize(JsonNode item) {
        int size = 0;
        for (Map.Entry<String, JsonNode> attribute : item.properties()) {
            size += bytes(attribute.getKey()) + size(attribute.getValue());
        }
        return size;
    }

    /** Returns the size of a value in bytes. */
    static int size(JsonNode value) {
        JsonNode content = content(value);
        return switch (type(value)) {
            case "S" -> bytes(content.textValue());
            case "N" -> numberSize(content.textValue());
            case "B" -> binary(content.textValue()).length;
            case "BOOL", "NULL" -> 1;
            case "L" -> 3 + content.valueStream().mapToInt(element -> 1 + size(element)).sum();
            case "M" -> 3 + content.size() + itemSize(content);
            default -> content.valueStream().mapToInt(element -> size(of(SETS.get(type(value)), element))).sum();
        };
    }

    private static int numberSize(String number) {
        BigDecimal value = new BigDecimal(number).stripTrailingZeros();
        return (value.precision() + 1) / 2 + 1 + (value.signum() < 0 ? 1 : 0);
    }

    static byte[] binary(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw serialization("Binary content is not Base64");
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int bytes(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair counts two of its four bytes.
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes;
    }

    static DynamoDbError serialization(String message) {
        return new DynamoDbError(400, "com.amazon.coral.service#SerializationException", message);
    }
}
