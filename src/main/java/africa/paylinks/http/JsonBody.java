package africa.paylinks.http;

import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.payment.CodePoints;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a JSON request body and requires valid Unicode in every text. Unpaired surrogates and bytes that are not UTF-8 would
 * change when they are stored and returned.
 */
public final class JsonBody {

    /**
     * Replaces bytes that are not UTF-8, so that they are found in the tree. There are two surrogates because a single one
     * could complete a pair.
     */
    private static final String UNREADABLE = "\udc00\udc00";

    private JsonBody() {
    }

    /**
     * Parses a body.
     *
     * @param malformed the error message for a body that is not a JSON object
     * @throws ProblemException 400, which names the invalid texts if the body is otherwise readable
     */
    public static JsonValue read(byte[] bytes, String malformed) {
        JsonValue body = Json.readObject(text(bytes)).orElseThrow(() -> new ProblemException(
                Problem.of(ProblemCode.MALFORMED_BODY, malformed)));
        List<FieldError> errors = new ArrayList<>();
        find(body, "", errors);
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED,
                    "Correct the fields listed in 'errors' and send the request again.", errors));
        }
        return body;
    }

    /** A member's name as part of a JSON pointer (RFC 6901). */
    public static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static void find(JsonValue value, String pointer, List<FieldError> errors) {
        if (value.text().filter(CodePoints::hasLoneSurrogate).isPresent()) {
            errors.add(new FieldError(pointer, "Not valid Unicode: contains an unpaired surrogate, or bytes that are not UTF-8."));
        } else if (value.isObject()) {
            value.forEachField((name, member) -> {
                if (CodePoints.hasLoneSurrogate(name)) {
                    errors.add(new FieldError(pointer + "/" + pointer(readable(name)), "The name is not valid Unicode."));
                } else {
                    find(member, pointer + "/" + pointer(name), errors);
                }
            });
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                find(value.path(i), pointer + "/" + i, errors);
            }
        }
    }

    private static String readable(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        try {
            return withoutMark(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException notUtf8) {
            return withoutMark(marked(bytes, decoder));
        }
    }

    private static String marked(byte[] bytes, CharsetDecoder decoder) {
        decoder.reset().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        StringBuilder text = new StringBuilder(bytes.length + 2);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            text.append(out.flip()).append(UNREADABLE);
            out.clear();
            in.position(in.position() + result.length());
            result = decoder.decode(in, out, true);
        }
        return text.append(out.flip()).toString();
    }

    /** Removes a leading byte order mark, which some editors write. */
    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
