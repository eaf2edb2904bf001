package africa.paylinks.notification;

import africa.paylinks.idempotency.Lease;
import java.util.List;
import java.util.Map;

/** Where it is kept what merchants were told. Each method throws {@code StoreUnavailable} when the store cannot answer. */
public interface DeliveryLog {

    /** All news of a payment that were written before the call and are still kept, in no order. */
    List<OutboxRecord> news(String paymentId);

    /**
     * Writes an attempt into the payment's history, and what came of it into the progress, both or neither.
     *
     * @return the progress with the entries in it
     * @throws africa.paylinks.idempotency.LeaseLost when somebody else holds the payment by now; nothing was written
     */
    Lease note(Lease progress, Map<String, String> entries, DeliveryAttempt attempt);
}
