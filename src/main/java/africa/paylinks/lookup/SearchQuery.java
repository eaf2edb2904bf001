package africa.paylinks.lookup;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.QueryFields;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentSearch;
import africa.paylinks.payment.PaymentSearch.Position;
import africa.paylinks.payment.PaymentStatus;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses the parameters of {@code GET /payments}. A cursor is only a position in the merchant's own payments. */
final class SearchQuery {

    /** The parameters that the next page repeats. */
    static final List<String> FILTERS = List.of("orderId", "status", "from", "to", "limit");
    private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private SearchQuery() {
    }

    static PaymentSearch read(String merchant, ApiRequest request) {
        QueryFields query = new QueryFields(request);
        Optional<String> orderId = query.read("orderId", "Use 1 to 64 of the characters A-Z a-z 0-9 . _ : -",
                text -> Optional.of(text).filter(id -> ORDER_ID.matcher(id).matches()));
        Optional<PaymentStatus> status = query.read("status", "Unknown status.", PaymentStatus::named);
        Optional<Instant> from = query.time("from");
        Optional<Instant> to = query.time("to");
        int limit = query.limit();
        Optional<Position> after = query.read("cursor", "Use the nextCursor of the previous page.", SearchQuery::position);
        query.requireValid();
        return new PaymentSearch(merchant, orderId, status, from, to, limit, after);
    }

    static String cursor(Position position) {
        String text = PaymentJson.instant(position.createdAt()) + " " + position.paymentId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<Position> position(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            int space = text.indexOf(' ');
            if (space < 0 || !PaymentIds.isPossible(text.substring(space + 1))) {
                return Optional.empty();
            }
            return Optional.of(new Position(Instant.parse(text.substring(0, space)), text.substring(space + 1)))
                    .filter(position -> QueryFields.isPlausible(position.createdAt()));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
