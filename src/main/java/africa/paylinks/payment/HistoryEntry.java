package africa.paylinks.payment;

import java.time.Instant;
import java.util.Map;

/**
 * One line of a payment's audit trail.
 *
 * @param from   the status before
 * @param to     the status after; the same as {@code from} when the news was recorded but changed nothing
 * @param cause  how the news came, by its wire name
 * @param detail what the news said
 */
public record HistoryEntry(Instant at, PaymentStatus from, PaymentStatus to, String cause, Map<String, String> detail) {

    public HistoryEntry {
        detail = Map.copyOf(detail);
    }
}
