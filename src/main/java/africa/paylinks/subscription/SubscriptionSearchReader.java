package africa.paylinks.subscription;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.QueryFields;
import africa.paylinks.subscription.SubscriptionSearch.Position;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses the parameters of {@code GET /subscriptions}. A cursor is a position in the merchant's own subscriptions. */
final class SubscriptionSearchReader {

    private static final int MAX_CUSTOMER_ID = 128;
    private static final Pattern CURSOR = Pattern.compile("subscriptions (\\S+) (\\S+) (\\S+)");

    private SubscriptionSearchReader() {
    }

    static SubscriptionSearch read(String merchant, ApiRequest request) {
        QueryFields query = new QueryFields(request);
        Optional<SubscriptionStatus> status = query.read("status", "Unknown status.", SubscriptionStatus::named);
        Optional<String> customer = query.read("customerId", "Use 1 to " + MAX_CUSTOMER_ID + " characters.",
                text -> Optional.of(text).filter(id -> id.length() <= MAX_CUSTOMER_ID));
        int limit = query.limit();
        Optional<Position> after = query.read("cursor", "Use the nextCursor of the previous page.", cursor -> position(merchant, cursor));
        query.requireValid();
        return new SubscriptionSearch(merchant, status, customer, limit, after);
    }

    static String cursor(String merchant, Position position) {
        String text = "subscriptions " + merchant + " " + PaymentJson.instant(position.createdAt()) + " " + position.subscriptionId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
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
