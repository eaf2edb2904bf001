package africa.paylinks.notification;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStore;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Publishes a payment's news once more, for whoever missed them: each with the id and content that it had before, so that
 * whoever did not can tell.
 */
@Singleton
public final class Republishing {

    private final PaymentStore payments;
    private final Deliveries deliveries;
    private final EventBus bus;

    public Republishing(PaymentStore payments, Deliveries deliveries, EventBus bus) {
        this.payments = payments;
        this.deliveries = deliveries;
        this.bus = bus;
    }

    /**
     * Publishes what the outbox still holds of a payment, in its order.
     *
     * @return how many events; empty when there is no such payment
     * @throws IllegalStateException                    when the bus does not take one; those before it are published
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Optional<Integer> publish(String paymentId) {
        // Read before the payment, which is then no older than its news.
        List<OutboxRecord> news = deliveries.news(paymentId).stream().sorted(OutboxRecord.IN_ORDER).toList();
        return payments.find(paymentId).map(payment -> publish(news, payment));
    }

    private int publish(List<OutboxRecord> news, Payment payment) {
        for (OutboxRecord one : news) {
            if (!bus.publish(List.of(PaymentEvent.of(one, payment))).isEmpty()) {
                throw new IllegalStateException("The bus does not take " + one.eventId());
            }
        }
        return news.size();
    }
}
