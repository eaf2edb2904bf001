package africa.paylinks.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * JSON as trees, read strictly: exact decimals, no duplicate keys, nothing after the end, bounded depth and number
 * length. Trees need no reflection, so there is nothing to register for a native image.
 */
public final class Json {

    private static final Pattern PLAIN_DECIMAL = Pattern.compile("[0-9]{1,16}(\\.[0-9]{1,8})?");
    private static final int MOST_WHOLE_DIGITS = 16;
    private static final int MOST_DECIMALS = 8;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).maxNumberLength(64).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonValue NULL = JsonValue.of(NullNode.getInstance());
    private static final JsonValue MISSING = JsonValue.of(MissingNode.getInstance());

    private Json() {
    }

    /** An empty object to fill. */
    public static JsonObject object() {
        return new JsonObject(MAPPER.createObjectNode());
    }

    /** An empty array to fill. */
    public static JsonArray array() {
        return new JsonArray(MAPPER.createArrayNode());
    }

    /** The value {@code null}. */
    public static JsonValue nullValue() {
        return NULL;
    }

    /** What is found where there is no value. */
    public static JsonValue missing() {
        return MISSING;
    }

    /**
     * A copy of an object, all its parts included, that can be written on.
     *
     * @throws IllegalArgumentException when it is no object
     */
    public static JsonObject copy(JsonValue object) {
        if (object.node instanceof ObjectNode node) {
            return new JsonObject(node.deepCopy());
        }
        throw new IllegalArgumentException("Not an object");
    }

    /** The JSON object in these bytes; empty when they hold anything else. */
    public static Optional<JsonValue> readObject(byte[] bytes) {
        return read(bytes).filter(JsonValue::isObject);
    }

    /** The JSON value in these bytes, of whatever kind; empty when they are not JSON. */
    public static Optional<JsonValue> read(byte[] bytes) {
        try {
            return Optional.ofNullable(MAPPER.readTree(bytes)).map(JsonValue::of).filter(value -> !value.isMissing());
        } catch (IOException | ArithmeticException | NumberFormatException notJson) {
            // A number with an exponent beyond ten digits is JSON by its grammar, and fails in the reading of numbers.
            return Optional.empty();
        }
    }

    /** The JSON object in this text; empty when it is anything else. */
    static Optional<JsonValue> readObject(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text)).map(JsonValue::of).filter(JsonValue::isObject);
        } catch (IOException | ArithmeticException | NumberFormatException notJson) {
            return Optional.empty();
        }
    }

    /**
     * A decimal that is not negative: a number, however it is spelled ({@code 12500000}, {@code 1.25E7}), or a text of plain
     * digits. Empty when it is anything else, or has more than 16 digits before the point or 8 after it.
     */
    public static Optional<BigDecimal> decimal(JsonValue value) {
        if (value.isNumber()) {
            return Optional.of(value.decimalValue()).filter(Json::isDecimal);
        }
        return value.text().filter(digits -> PLAIN_DECIMAL.matcher(digits).matches()).map(BigDecimal::new);
    }

    private static boolean isDecimal(BigDecimal number) {
        // By its bounds alone: the digits of 1E+2000000000 would fill the memory.
        return number.signum() >= 0 && number.precision() - (long) number.scale() <= MOST_WHOLE_DIGITS
                && number.stripTrailingZeros().scale() <= MOST_DECIMALS;
    }

    /** The value as compact text. */
    public static String write(JsonValue value) {
        try {
            return MAPPER.writeValueAsString(value.node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The value as compact UTF-8 bytes, for bodies that are signed and sent as they are. */
    public static byte[] bytes(JsonValue value) {
        try {
            return MAPPER.writeValueAsBytes(value.node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A field that is a text or a number, as text; empty when absent, null, blank or of another kind. */
    public static Optional<String> text(JsonValue object, String field) {
        JsonValue value = object.path(field);
        return value.isText() || value.isNumber()
                ? Optional.of(value.asText()).filter(text -> !text.isBlank())
                : Optional.empty();
    }
}
