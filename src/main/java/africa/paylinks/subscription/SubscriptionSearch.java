package africa.paylinks.subscription;

import java.time.Instant;
import java.util.Optional;

/**
 * A search for a merchant's subscriptions.
 *
 * @param limit maximum number of results, 1 to 100
 * @param after the position from the previous page
 */
public record SubscriptionSearch(String merchant, Optional<SubscriptionStatus> status, Optional<String> customerId, int limit,
        Optional<Position> after) {

    /** A position in a merchant's subscriptions: the last one of a page. */
    public record Position(Instant createdAt, String subscriptionId) {
    }
}
