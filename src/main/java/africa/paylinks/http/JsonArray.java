package africa.paylinks.http;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** A writable JSON array. Every method changes the array and returns it, or returns the element that it added. */
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

    /** Adds a value without copying it: later changes to it are visible here. */
    public JsonArray add(JsonValue value) {
        array.add(value.node);
        return this;
    }

    /** Adds a new object and returns it. */
    public JsonObject addObject() {
        return new JsonObject(array.addObject());
    }
}
