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
 * A JSON value of any kind, or the absence of one, for reading. It hides the library that holds the tree, so that another
 * major version of that library concerns this package alone; it is a view of the tree, never a copy. A value that
 * {@link Json} read does not change; one that is a {@link JsonObject} or {@link JsonArray} shows what is written there.
 */
@RegisterForReflection
public sealed class JsonValue implements Iterable<JsonValue> permits JsonObject, JsonArray {

    final JsonNode node;

    JsonValue(JsonNode node) {
        this.node = node;
    }

    /** Lets an event of a function hold a part of itself as a tree. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static JsonValue of(JsonNode node) {
        return new JsonValue(node);
    }

    /** Lets it be written as the tree that it is by whatever mapper meets it, instead of as an object of its methods. */
    @com.fasterxml.jackson.annotation.JsonValue
    final JsonNode tree() {
        return node;
    }

    /** A number, held as one of its size is when it is read, so that the two are equal. */
    static JsonNode integer(long number) {
        return number == (int) number ? IntNode.valueOf((int) number) : LongNode.valueOf(number);
    }

    /** The field of an object; missing where there is none, and in what is not an object. */
    public final JsonValue path(String field) {
        return of(node.path(field));
    }

    /** The element of an array; missing where there is none, and in what is not an array. */
    public final JsonValue path(int index) {
        return of(node.path(index));
    }

    /** Whether this is an object that has the field, be it null. */
    public final boolean has(String field) {
        return node.has(field);
    }

    /** The names of an object's fields, in their order; none of what is not an object. */
    public final List<String> fieldNames() {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** Hands over the fields of an object with their values, in their order. */
    public final void forEachField(BiConsumer<String, JsonValue> consumer) {
        node.properties().forEach(field -> consumer.accept(field.getKey(), of(field.getValue())));
    }

    /** The elements of an array or the values of an object, in their order. */
    public final Stream<JsonValue> values() {
        return StreamSupport.stream(spliterator(), false);
    }

    /** The elements of an array or the values of an object, in their order; it removes none. */
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

    /** How many fields or elements there are; zero in what has neither. */
    public final int size() {
        return node.size();
    }

    /** Whether there are no fields and no elements. */
    public final boolean isEmpty() {
        return node.isEmpty();
    }

    /** Whether there is no such value; null is one. */
    public final boolean isMissing() {
        return node.isMissingNode();
    }

    /** Whether there is no such value, or null. */
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

    /** Whether this is a number that is written without a point and an exponent. */
    public final boolean isIntegralNumber() {
        return node.isIntegralNumber();
    }

    /** The text; empty where this is no text. */
    public final Optional<String> text() {
        return Optional.ofNullable(node.textValue());
    }

    /** A text as it is, a number or truth value as it is written; "" where this is none of them. */
    public final String asText() {
        return node.asText("");
    }

    /** The truth value; false where this is none. */
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

    /** The number, exactly; zero where this is no number. */
    public final BigDecimal decimalValue() {
        return node.decimalValue();
    }

    /** The value as compact JSON. */
    @Override
    public final String toString() {
        return node.toString();
    }

    /** Whether the other is a value of the same kind and content; fields may differ in their order. */
    @Override
    public final boolean equals(Object other) {
        return other instanceof JsonValue value && node.equals(value.node);
    }

    @Override
    public final int hashCode() {
        return node.hashCode();
    }
}
