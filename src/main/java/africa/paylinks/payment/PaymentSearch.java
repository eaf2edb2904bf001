package africa.paylinks.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * Which of a merchant's payments are wanted.
 *
 * @param from   created at or after
 * @param to     created before
 * @param limit  how many at most, 1 to 100
 * @param after  the place to go on from, as a page before gave it
 */
public record PaymentSearch(String merchant, Optional<String> orderId, Optional<PaymentStatus> status,
        Optional<Instant> from, Optional<Instant> to, int limit, Optional<Position> after) {

    /** A place in a merchant's payments: the last one that was shown. */
    public record Position(Instant createdAt, String paymentId) {
    }
}
