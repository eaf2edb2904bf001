package africa.paylinks.lookup;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentSearch;
import africa.paylinks.payment.PaymentSearch.Position;
import africa.paylinks.payment.PaymentStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses the parameters of {@code GET /payments}. A cursor is only a position in the merchant's own payments. */
final class SearchQuery {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final List<String> FILTERS = List.of("orderId", "status", "from", "to", "limit");
    private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private SearchQuery() {
    }

    static PaymentSearch read(String merchant, ApiRequest request) {
        List<FieldError> errors = new ArrayList<>();
        Optional<String> orderId = parameter(request, "orderId", errors, "Use 1 to 64 of the characters A-Z a-z 0-9 . _ : -",
                text -> Optional.of(text).filter(id -> ORDER_ID.matcher(id).matches()));
        Optional<PaymentStatus> status = parameter(request, "status", errors, "Unknown status.", PaymentStatus::named);
        Optional<Instant> from = parameter(request, "from", errors, "Use an ISO 8601 time with zone.", SearchQuery::time);
        Optional<Instant> to = parameter(request, "to", errors, "Use an ISO 8601 time with zone.", SearchQuery::time);
        Optional<Integer> limit = parameter(request, "limit", errors, "Use a number from 1 to " + MAX_LIMIT + ".",
                SearchQuery::limit);
        Optional<Position> after = parameter(request, "cursor", errors, "Use the nextCursor of the previous page.",
                SearchQuery::position);
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED,
                    "Correct the parameters listed in 'errors'.", errors));
        }
        return new PaymentSearch(merchant, orderId, status, from, to, limit.orElse(DEFAULT_LIMIT), after);
    }

    static String cursor(Position position) {
        String text = PaymentJson.instant(position.createdAt()) + " " + position.paymentId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The next page of a search, as a reference relative to the request's URL, because the API's host and base path outside
     * are unknown here.
     */
    static String nextPage(ApiRequest request, Position position) {
        String filters = FILTERS.stream()
                .flatMap(name -> request.queryParameter(name).map(value -> name + "=" + encoded(value) + "&").stream())
                .collect(Collectors.joining());
        return "payments?" + filters + "cursor=" + cursor(position);
    }

    private static String encoded(String value) {
        // A plus sign that is not percent-encoded arrives as a space.
        return URLEncoder.encode(value.replace(' ', '+'), StandardCharsets.UTF_8);
    }

    private static <T> Optional<T> parameter(ApiRequest request, String name, List<FieldError> errors, String message,
            Function<String, Optional<T>> parser) {
        Optional<String> text = request.queryParameter(name);
        Optional<T> value = text.flatMap(parser);
        if (text.isPresent() && value.isEmpty()) {
            errors.add(new FieldError("/" + name, message));
        }
        return value;
    }

    private static Optional<Instant> time(String text) {
        try {
            // A plus sign that is not percent-encoded arrives as a space.
            Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            // Payment times have whole milliseconds: round up, which is correct for both ends of the range.
            Instant truncated = instant.truncatedTo(ChronoUnit.MILLIS);
            return Optional.of(truncated.equals(instant) ? truncated : truncated.plusMillis(1)).filter(SearchQuery::isPlausible);
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private static boolean isPlausible(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && instant.isBefore(Instant.parse("9999-01-01T00:00:00Z"));
    }

    private static Optional<Integer> limit(String text) {
        return Optional.of(text).filter(digits -> digits.matches("[0-9]{1,3}")).map(Integer::valueOf)
                .filter(number -> number >= 1 && number <= MAX_LIMIT);
    }

    private static Optional<Position> position(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            int space = text.indexOf(' ');
            if (space < 0 || !PaymentIds.isPossible(text.substring(space + 1))) {
                return Optional.empty();
            }
            return Optional.of(new Position(Instant.parse(text.substring(0, space)), text.substring(space + 1)))
                    .filter(position -> isPlausible(position.createdAt()));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
