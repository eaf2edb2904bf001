package africa.paylinks.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * A search for a merchant's refunds.
 *
 * @param from  created at or after this time
 * @param to    created before this time
 * @param limit maximum number of results, 1 to 100
 * @param after the position from the previous page
 */
public record RefundSearch(String merchant, Optional<RefundStatus> status, Optional<String> provider, Optional<Instant> from,
        Optional<Instant> to, int limit, Optional<Position> after) {

    /** A position in a merchant's refunds: the last one of a page. */
    public record Position(Instant createdAt, String refundId) {
    }
}
