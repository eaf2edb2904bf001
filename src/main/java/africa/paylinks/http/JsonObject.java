package africa.paylinks.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * A writable JSON object. Every method changes the object and returns it, or returns the part that it added. Fields keep
 * their first insertion order; putting a field again replaces its value.
 */
public final class JsonObject extends JsonValue {

    private final ObjectNode object;

    JsonObject(ObjectNode object) {
        super(object);
        this.object = object;
    }

    /** Puts a text; null is written as null. */
    public JsonObject put(String field, String text) {
        object.put(field, text);
        return this;
    }

    public JsonObject put(String field, long number) {
        object.set(field, integer(number));
        return this;
    }

    /** Puts a decimal with all its digits. */
    public JsonObject put(String field, BigDecimal number) {
        object.put(field, number);
        return this;
    }

    public JsonObject put(String field, boolean truth) {
        object.put(field, truth);
        return this;
    }

    /** Puts a value without copying it: later changes to it are visible here. */
    public JsonObject put(String field, JsonValue value) {
        object.set(field, value.node);
        return this;
    }

    /** Puts a new object and returns it. */
    public JsonObject putObject(String field) {
        return new JsonObject(object.putObject(field));
    }

    /** Puts a new array and returns it. */
    public JsonArray putArray(String field) {
        return new JsonArray(object.putArray(field));
    }

    /** The object in this field, for writing; replaces any other value with a new object. */
    public JsonObject object(String field) {
        return object.get(field) instanceof ObjectNode there ? new JsonObject(there) : putObject(field);
    }

    public JsonObject remove(String field) {
        object.remove(field);
        return this;
    }
}
