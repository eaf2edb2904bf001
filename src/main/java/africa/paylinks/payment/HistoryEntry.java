package africa.paylinks.payment;

import java.time.Instant;
import java.util.Map;

/**
 * One entry of a payment's audit trail.
 *
 * @param from   the status before
 * @param to     the status after; the same as {@code from} when the event was recorded without effect
 * @param cause  the source of the event, by its wire name
 * @param detail the content of the event
 */
public record HistoryEntry(Instant at, PaymentStatus from, PaymentStatus to, String cause, Map<String, String> detail) {

    public HistoryEntry {
        detail = Map.copyOf(detail);
    }
}
