package africa.paylinks.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * A JSON object that is being written: every method changes this object and returns it, or the part that it put into it.
 * Fields keep the order in which they were first put, and a value that is put again takes the place of the one before.
 */
public final class JsonObject extends JsonValue {

    private final ObjectNode object;

    JsonObject(ObjectNode object) {
        super(object);
        this.object = object;
    }

    /** Puts a text; null where there is none, written as null. */
    public JsonObject put(String field, String text) {
        object.put(field, text);
        return this;
    }

    public JsonObject put(String field, long number) {
        object.set(field, integer(number));
        return this;
    }

    /** Puts a decimal, written with all of its digits. */
    public JsonObject put(String field, BigDecimal number) {
        object.put(field, number);
        return this;
    }

    public JsonObject put(String field, boolean truth) {
        object.put(field, truth);
        return this;
    }

    /** Puts a value, which is not copied: what is written to it later shows here. */
    public JsonObject put(String field, JsonValue value) {
        object.set(field, value.node);
        return this;
    }

    /** Puts a new object, and returns it to be filled. */
    public JsonObject putObject(String field) {
        return new JsonObject(object.putObject(field));
    }

    /** Puts a new array, and returns it to be filled. */
    public JsonArray putArray(String field) {
        return new JsonArray(object.putArray(field));
    }

    /** The object that is in this field, to be written on; a new one in the place of anything else. */
    public JsonObject object(String field) {
        return object.get(field) instanceof ObjectNode there ? new JsonObject(there) : putObject(field);
    }

    public JsonObject remove(String field) {
        object.remove(field);
        return this;
    }
}
