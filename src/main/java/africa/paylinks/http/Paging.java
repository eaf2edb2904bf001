package africa.paylinks.http;

import africa.paylinks.http.Problem.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of an append-only list, such as the history of a payment.
 *
 * @param limit maximum number of elements
 * @param skip  number of elements on earlier pages
 */
public record Paging(int limit, int skip) {

    /** Also the default, because the size of a response is limited. */
    public static final int MAX_LIMIT = 500;

    private static final String PREFIX = "after ";

    /**
     * Parses {@code limit} and {@code cursor}.
     *
     * @throws ProblemException 400 that lists the invalid parameters
     */
    public static Paging of(ApiRequest request) {
        List<FieldError> errors = new ArrayList<>();
        Optional<String> limit = request.queryParameter("limit");
        Optional<String> cursor = request.queryParameter("cursor");
        Optional<Integer> max = limit.flatMap(text -> number(text)).filter(number -> number >= 1 && number <= MAX_LIMIT);
        if (limit.isPresent() && max.isEmpty()) {
            errors.add(new FieldError("/limit", "Use a number from 1 to " + MAX_LIMIT + "."));
        }
        Optional<Integer> skip = cursor.flatMap(Paging::parseCursor);
        if (cursor.isPresent() && skip.isEmpty()) {
            errors.add(new FieldError("/cursor", "Use the nextCursor of the previous page."));
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED,
                    "Correct the parameters listed in 'errors'.", errors));
        }
        return new Paging(max.orElse(MAX_LIMIT), skip.orElse(0));
    }

    /** One page of a list and the cursor of the next one. */
    public <T> JsonObject page(String name, List<T> all, Function<T, ? extends JsonValue> toJson) {
        JsonObject body = Json.object();
        JsonArray list = body.putArray(name);
        int end = (int) Math.min(all.size(), (long) skip + limit);
        all.subList(Math.min(skip, end), end).forEach(element -> list.add(toJson.apply(element)));
        return body.put("nextCursor", end < all.size() ? cursor(end) : null);
    }

    private static String cursor(int count) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((PREFIX + count).getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<Integer> parseCursor(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            return text.startsWith(PREFIX) ? number(text.substring(PREFIX.length())) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text).filter(digits -> digits.matches("[0-9]{1,7}")).map(Integer::valueOf);
    }
}
