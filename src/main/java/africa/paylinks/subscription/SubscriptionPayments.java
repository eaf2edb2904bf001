package africa.paylinks.subscription;

import africa.paylinks.http.Json;
import africa.paylinks.queue.Backoff;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueuedMessage;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Consumes the events of payments that subscriptions made. The order does not matter, because the payment itself is read. */
@Singleton
public final class SubscriptionPayments {

    private static final Logger LOG = Logger.getLogger(SubscriptionPayments.class);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15));

    private final SubscriptionCharging charging;
    private final MessageQueue queue;
    private final SubscriptionConfig config;

    public SubscriptionPayments(SubscriptionCharging charging, MessageQueue queue, SubscriptionConfig config) {
        this.charging = charging;
        this.queue = queue;
        this.config = config;
    }

    /**
     * Processes messages.
     *
     * @return the ids of the messages to redeliver
     */
    List<String> work(List<QueuedMessage> messages) {
        List<String> failed = new ArrayList<>();
        for (QueuedMessage message : messages) {
            try {
                settle(message);
            } catch (RuntimeException later) {
                LOG.errorf(later, "subscription-not-updated messageId=%s attempt=%d", message.messageId(), message.attempt());
                failed.add(message.messageId());
                queue.redeliver(config.queueUrl().orElseThrow(() -> new IllegalStateException("Set paylinks.subscriptions.queue-url")),
                        message.receiptHandle(), BACKOFF.after(message.attempt()));
            }
        }
        return failed;
    }

    private void settle(QueuedMessage message) {
        String paymentId = Json.readObject(message.body().getBytes(StandardCharsets.UTF_8))
                .flatMap(event -> Json.text(event.path("detail").path("payment"), "id"))
                .orElseThrow(() -> new IllegalArgumentException("The message is no payment event"));
        if (!charging.settle(paymentId)) {
            // Another payment may have such an id by chance; a subscription's own payment is written after its attempt.
            LOG.warnf("subscription-unknown payment=%s", paymentId);
        }
    }
}
