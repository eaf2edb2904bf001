package africa.paylinks.http;

import africa.paylinks.http.Problem.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The part that a caller wants of a list that only grows at its end, such as what happened to one payment.
 *
 * @param limit how many at most
 * @param skip  how many were given before
 */
public record Paging(int limit, int skip) {

    /** Also what is given to a caller that does not page: an answer has a largest size. */
    public static final int MAX_LIMIT = 500;

    private static final String PREFIX = "after ";

    /**
     * Reads {@code limit} and {@code cursor}.
     *
     * @throws ProblemException 400 that names the parameters at fault
     */
    public static Paging of(ApiRequest request) {
        List<FieldError> errors = new ArrayList<>();
        Optional<String> limit = request.queryParameter("limit");
        Optional<String> cursor = request.queryParameter("cursor");
        Optional<Integer> most = limit.flatMap(text -> number(text)).filter(number -> number >= 1 && number <= MAX_LIMIT);
        if (limit.isPresent() && most.isEmpty()) {
            errors.add(new FieldError("/limit", "Use a number from 1 to " + MAX_LIMIT + "."));
        }
        Optional<Integer> skip = cursor.flatMap(Paging::skipped);
        if (cursor.isPresent() && skip.isEmpty()) {
            errors.add(new FieldError("/cursor", "Use the nextCursor of the page before."));
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED,
                    "Correct the parameters listed in 'errors'.", errors));
        }
        return new Paging(most.orElse(MAX_LIMIT), skip.orElse(0));
    }

    /** One page of a list, and where the next one begins. */
    public <T> JsonObject page(String name, List<T> all, Function<T, ? extends JsonValue> written) {
        JsonObject body = Json.object();
        JsonArray list = body.putArray(name);
        int end = (int) Math.min(all.size(), (long) skip + limit);
        all.subList(Math.min(skip, end), end).forEach(element -> list.add(written.apply(element)));
        return body.put("nextCursor", end < all.size() ? cursor(end) : null);
    }

    private static String cursor(int given) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((PREFIX + given).getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<Integer> skipped(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            return text.startsWith(PREFIX) ? number(text.substring(PREFIX.length())) : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text).filter(digits -> digits.matches("[0-9]{1,7}")).map(Integer::valueOf);
    }
}
