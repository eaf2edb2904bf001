package africa.paylinks.subscription;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.subscription.SubscriptionSearch.Position;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Parses the parameters of {@code GET /subscriptions}. A cursor is a position in the merchant's own subscriptions. */
final class SubscriptionSearchReader {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_CUSTOMER_ID = 128;
    private static final Pattern CURSOR = Pattern.compile("subscriptions (\\S+) (\\S+) (\\S+)");

    private SubscriptionSearchReader() {
    }

    static SubscriptionSearch read(String merchant, ApiRequest request) {
        List<FieldError> errors = new ArrayList<>();
        Optional<SubscriptionStatus> status = parameter(request, "status", errors, "Unknown status.", SubscriptionStatus::named);
        Optional<String> customer = parameter(request, "customerId", errors, "Use 1 to " + MAX_CUSTOMER_ID + " characters.",
                text -> Optional.of(text).filter(id -> id.length() <= MAX_CUSTOMER_ID));
        Optional<Integer> limit = parameter(request, "limit", errors, "Use a number from 1 to " + MAX_LIMIT + ".",
                SubscriptionSearchReader::limit);
        Optional<Position> after = parameter(request, "cursor", errors, "Use the nextCursor of the previous page.",
                cursor -> position(merchant, cursor));
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED, "Correct the parameters listed in 'errors'.",
                    errors));
        }
        return new SubscriptionSearch(merchant, status, customer, limit.orElse(DEFAULT_LIMIT), after);
    }

    static String cursor(String merchant, Position position) {
        String text = "subscriptions " + merchant + " " + PaymentJson.instant(position.createdAt()) + " " + position.subscriptionId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
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

    private static Optional<Integer> limit(String text) {
        return Optional.of(text).filter(digits -> digits.matches("[0-9]{1,3}")).map(Integer::valueOf)
                .filter(number -> number >= 1 && number <= MAX_LIMIT);
    }

    private static Optional<Position> position(String merchant, String cursor) {
        try {
            var parts = CURSOR.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            return parts.matches() && parts.group(1).equals(merchant) && SubscriptionIds.isPossible(parts.group(3))
                    ? Optional.of(new Position(Instant.parse(parts.group(2)), parts.group(3)))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }
}
