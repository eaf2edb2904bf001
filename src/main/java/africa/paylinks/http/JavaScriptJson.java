package africa.paylinks.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Produces the exact bytes of {@code JSON.stringify(JSON.parse(body))} (ECMA-262, 25.5): JavaScript's number format,
 * escapes and member order.
 */
public final class JavaScriptJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int DEEPEST = 64;
    private static final long HIGHEST_INDEX = 4_294_967_294L;

    /** Limits the work for an unauthenticated caller: long numbers are slow to format, and a webhook has none. */
    private static final int MAX_LONG_NUMBERS = 50;
    private static final int LONG_NUMBER = 17;

    private final JsonParser parser;
    private int longNumbers;

    private JavaScriptJson(JsonParser parser) {
        this.parser = parser;
    }

    /** Parses and rewrites an object or an array; empty if the bytes are not JSON in UTF-8. */
    public static Optional<byte[]> rewritten(byte[] body) {
        try (JsonParser parser = FACTORY.createParser(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString())) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
                return Optional.empty();
            }
            String text = new JavaScriptJson(parser).value(first, 1);
            return parser.nextToken() == null ? Optional.of(text.getBytes(StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException | NumberFormatException notJson) {
            return Optional.empty();
        }
    }

    private String value(JsonToken token, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("JSON is nested too deeply");
        }
        return switch (token) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> array(depth);
            case VALUE_STRING -> quoted(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
            default -> parser.getText();
        };
    }

    private String number(String text) throws IOException {
        if (text.length() > LONG_NUMBER && ++longNumbers > MAX_LONG_NUMBERS) {
            throw new IOException("JSON has too many long numbers");
        }
        return JavaScriptNumber.write(text);
    }

    private String array(int depth) throws IOException {
        List<String> elements = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            elements.add(value(next, depth + 1));
        }
        return "[" + String.join(",", elements) + "]";
    }

    /** JavaScript's member order: array indices first, in numeric order. A repeated name keeps its first position and its last value. */
    private String object(int depth) throws IOException {
        Map<Long, String> indices = new TreeMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String member = quoted(name) + ":" + value(parser.nextToken(), depth + 1);
            if (isIndex(name)) {
                indices.put(Long.valueOf(name), member);
            } else {
                names.put(name, member);
            }
        }
        List<String> members = new ArrayList<>(indices.values());
        members.addAll(names.values());
        return "{" + String.join(",", members) + "}";
    }

    private static boolean isIndex(String name) {
        return !name.isEmpty() && name.length() <= 10 && name.chars().allMatch(digit -> digit >= '0' && digit <= '9')
                && (name.equals("0") || name.charAt(0) != '0') && Long.parseLong(name) <= HIGHEST_INDEX;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(point -> {
            switch (point) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    boolean lone = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
                    if (point < ' ' || lone) {
                        quoted.append(String.format("\\u%04x", point));
                    } else {
                        quoted.appendCodePoint(point);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
