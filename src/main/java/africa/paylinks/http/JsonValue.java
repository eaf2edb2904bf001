package africa.paylinks.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A readable JSON value of any type, or a missing one. It hides the JSON library, so that a new major version of it affects
 * only this package. It is a view of the tree, not a copy: values from {@link Json} do not change, and a {@link JsonObject}
 * or {@link JsonArray} shows later writes.
 */
@RegisterForReflection
public sealed class JsonValue implements Iterable<JsonValue> permits JsonObject, JsonArray {

    final JsonNode node;

    JsonValue(JsonNode node) {
        this.node = node;
    }

    /** Lets an event record of a function contain a JSON tree. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static JsonValue of(JsonNode node) {
        return new JsonValue(node);
    }

    /** Makes any mapper write this value as its tree instead of as a Java object. */
    @com.fasterxml.jackson.annotation.JsonValue
    final JsonNode tree() {
        return node;
    }

    /** A number in the representation that parsing gives it, so that the two are equal. */
    static JsonNode integer(long number) {
        return number == (int) number ? IntNode.valueOf((int) number) : LongNode.valueOf(number);
    }

    /** A field of an object; missing if there is none, or this is not an object. */
    public final JsonValue path(String field) {
        return of(node.path(field));
    }

    /** An element of an array; missing if there is none, or this is not an array. */
    public final JsonValue path(int index) {
        return of(node.path(index));
    }

    /** Whether this is an object with this field, even if the field is null. */
    public final boolean has(String field) {
        return node.has(field);
    }

    /** The field names of an object in order; empty for other values. */
    public final List<String> fieldNames() {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** Passes each field of an object with its value, in order. */
    public final void forEachField(BiConsumer<String, JsonValue> consumer) {
        node.properties().forEach(field -> consumer.accept(field.getKey(), of(field.getValue())));
    }

    /** The elements of an array or the values of an object, in order. */
    public final Stream<JsonValue> values() {
        return StreamSupport.stream(spliterator(), false);
    }

    /** Iterates over the elements of an array or the values of an object; does not support removal. */
    @Override
    public final Iterator<JsonValue> iterator() {
        Iterator<JsonNode> nodes = node.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return nodes.hasNext();
            }

            @Override
            public JsonValue next() {
                return of(nodes.next());
            }
        };
    }

    /** The number of fields or elements; zero for other values. */
    public final int size() {
        return node.size();
    }

    /** Whether there are no fields and no elements. */
    public final boolean isEmpty() {
        return node.isEmpty();
    }

    /** Whether the value is missing; null is not missing. */
    public final boolean isMissing() {
        return node.isMissingNode();
    }

    /** Whether the value is missing or null. */
    public final boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    public final boolean isNull() {
        return node.isNull();
    }

    public final boolean isObject() {
        return node.isObject();
    }

    public final boolean isArray() {
        return node.isArray();
    }

    public final boolean isText() {
        return node.isTextual();
    }

    public final boolean isBoolean() {
        return node.isBoolean();
    }

    public final boolean isNumber() {
        return node.isNumber();
    }

    /** Whether this is a number without decimal point and exponent. */
    public final boolean isIntegralNumber() {
        return node.isIntegralNumber();
    }

    /** The text; empty for other types. */
    public final Optional<String> text() {
        return Optional.ofNullable(node.textValue());
    }

    /** The text, number or boolean as text; "" for other types. */
    public final String asText() {
        return node.asText("");
    }

    /** The boolean; false for other types. */
    public final boolean booleanValue() {
        return node.booleanValue();
    }

    /** The number, of which an {@code int} holds no more than its lowest 32 bits; zero where this is no number. */
    public final int intValue() {
        return node.intValue();
    }

    /** The number, of which a {@code long} holds no more than its lowest 64 bits; zero where this is no number. */
    public final long longValue() {
        return node.longValue();
    }

    /** The exact number; zero for other types. */
    public final BigDecimal decimalValue() {
        return node.decimalValue();
    }

    /** The value as compact JSON. */
    @Override
    public final String toString() {
        return node.toString();
    }

    /** Whether both values have the same type and content; the order of fields is ignored. */
    @Override
    public final boolean equals(Object other) {
        return other instanceof JsonValue value && node.equals(value.node);
    }

    @Override
    public final int hashCode() {
        return node.hashCode();
    }
}
