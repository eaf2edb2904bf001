package africa.paylinks.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).maxNumberLength(64).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The JSON object in these bytes; empty when they hold anything else. */
    public static Optional<JsonNode> readObject(byte[] bytes) {
        return read(bytes).filter(JsonNode::isObject);
    }

    /** The JSON value in these bytes, of whatever kind; empty when they are not JSON. */
    public static Optional<JsonNode> read(byte[] bytes) {
        try {
            return Optional.ofNullable(MAPPER.readTree(bytes)).filter(node -> !node.isMissingNode());
        } catch (IOException | ArithmeticException | NumberFormatException notJson) {
            // A number with an exponent beyond ten digits is JSON by its grammar, and fails in the reading of numbers.
            return Optional.empty();
        }
    }

    /** A decimal in plain digits, as text or number; empty when it is anything else, or has a sign or an exponent. */
    public static Optional<BigDecimal> plainDecimal(JsonNode value) {
        String text = value.isNumber() ? value.decimalValue().toString() : value.textValue();
        return Optional.ofNullable(text).filter(digits -> PLAIN_DECIMAL.matcher(digits).matches()).map(BigDecimal::new);
    }

    /** The tree as compact text. */
    public static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The tree as compact UTF-8 bytes, for bodies that are signed and sent as they are. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A field that is a text or a number, as text; empty when absent, null, blank or of another kind. */
    public static Optional<String> text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() || value.isNumber()
                ? Optional.of(value.asText()).filter(text -> !text.isBlank())
                : Optional.empty();
    }
}
