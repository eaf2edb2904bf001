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
 * Reads and writes JSON trees. Parsing is strict: exact decimals, no duplicate keys, no trailing content, limited depth and
 * number length. Trees need no reflection, so nothing must be registered for the native image.
 */
public final class Json {

    private static final Pattern PLAIN_DECIMAL = Pattern.compile("[0-9]{1,16}(\\.[0-9]{1,8})?");
    private static final int MAX_INTEGER_DIGITS = 16;
    private static final int MAX_DECIMALS = 8;
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

    /** Creates an empty object. */
    public static JsonObject object() {
        return new JsonObject(MAPPER.createObjectNode());
    }

    /** Creates an empty array. */
    public static JsonArray array() {
        return new JsonArray(MAPPER.createArrayNode());
    }

    /** The value {@code null}. */
    public static JsonValue nullValue() {
        return NULL;
    }

    /** The missing value. */
    public static JsonValue missing() {
        return MISSING;
    }

    /**
     * A deep, writable copy of an object.
     *
     * @throws IllegalArgumentException when it is no object
     */
    public static JsonObject copy(JsonValue object) {
        if (object.node instanceof ObjectNode node) {
            return new JsonObject(node.deepCopy());
        }
        throw new IllegalArgumentException("Not an object");
    }

    /** Parses a JSON object; empty for anything else. */
    public static Optional<JsonValue> readObject(byte[] bytes) {
        return read(bytes).filter(JsonValue::isObject);
    }

    /** Parses any JSON value; empty for invalid JSON. */
    public static Optional<JsonValue> read(byte[] bytes) {
        try {
            return Optional.ofNullable(MAPPER.readTree(bytes)).map(JsonValue::of).filter(value -> !value.isMissing());
        } catch (IOException | ArithmeticException | NumberFormatException notJson) {
            // An exponent of more than ten digits is valid JSON but fails to parse as a number.
            return Optional.empty();
        }
    }

    /** Parses a JSON object; empty for anything else. */
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
        return value.text().flatMap(Json::decimal);
    }

    /** A decimal in plain digits; empty when it is anything else, or has more than 16 digits before the point or 8 after it. */
    public static Optional<BigDecimal> decimal(String digits) {
        return PLAIN_DECIMAL.matcher(digits).matches() ? Optional.of(new BigDecimal(digits)) : Optional.empty();
    }

    private static boolean isDecimal(BigDecimal number) {
        // Checks only the bounds: the digits of 1E+2000000000 would fill the memory.
        return number.signum() >= 0 && number.precision() - (long) number.scale() <= MAX_INTEGER_DIGITS
                && number.stripTrailingZeros().scale() <= MAX_DECIMALS;
    }

    /** Serializes a value as compact text. */
    public static String write(JsonValue value) {
        try {
            return MAPPER.writeValueAsString(value.node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Serializes a value as compact UTF-8 bytes, for bodies that are signed. */
    public static byte[] bytes(JsonValue value) {
        try {
            return MAPPER.writeValueAsBytes(value.node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A text or number field as text; empty when absent, null, blank or of another type. */
    public static Optional<String> text(JsonValue object, String field) {
        JsonValue value = object.path(field);
        return value.isText() || value.isNumber()
                ? Optional.of(value.asText()).filter(text -> !text.isBlank())
                : Optional.empty();
    }
}
