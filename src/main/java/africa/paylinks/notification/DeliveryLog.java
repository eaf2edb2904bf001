package africa.paylinks.notification;

import africa.paylinks.idempotency.Lease;
import java.util.List;
import java.util.Map;

/** Stores delivery attempts. Each method throws {@code StoreUnavailable} when the store cannot answer. */
public interface DeliveryLog {

    /** All stored events of a payment, with strong consistency, in no order. */
    List<OutboxRecord> events(String paymentId);

    /** The delivery states that a lease holds, by event id; possibly slightly stale. */
    Map<String, String> states(String subject);

    /** The stored attempts to deliver events of a payment, subscription or transfer, oldest first. */
    List<DeliveryAttempt> attempts(String paymentId);

    /**
     * Writes an attempt into the payment's history and its result into the lease, in one transaction.
     *
     * @return the lease with the new entries
     * @throws africa.paylinks.idempotency.LeaseLost when another worker holds the payment; nothing was written
     */
    Lease record(Lease lease, Map<String, String> entries, DeliveryAttempt attempt);
}
