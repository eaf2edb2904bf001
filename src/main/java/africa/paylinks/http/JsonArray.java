package africa.paylinks.http;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** A JSON array that is being written: every method changes this array and returns it, or the part that it added to it. */
public final class JsonArray extends JsonValue {

    private final ArrayNode array;

    JsonArray(ArrayNode array) {
        super(array);
        this.array = array;
    }

    public JsonArray add(String text) {
        array.add(text);
        return this;
    }

    public JsonArray add(long number) {
        array.add(integer(number));
        return this;
    }

    /** Adds a value, which is not copied: what is written to it later shows here. */
    public JsonArray add(JsonValue value) {
        array.add(value.node);
        return this;
    }

    /** Adds a new object, and returns it to be filled. */
    public JsonObject addObject() {
        return new JsonObject(array.addObject());
    }
}
