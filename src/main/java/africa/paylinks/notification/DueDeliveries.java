package africa.paylinks.notification;

import africa.paylinks.payment.Due;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.queue.MessageQueue;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Puts deliveries that are due back into their queue. What is put there twice, because somebody died or two did it, is
 * delivered once, as whoever works it off looks at what the merchant has.
 */
@Singleton
public final class DueDeliveries {

    private static final int PAGE = 100;

    private final DueIndex index;
    private final MessageQueue queue;
    private final NotificationConfig config;

    public DueDeliveries(DueIndex index, MessageQueue queue, NotificationConfig config) {
        this.index = index;
        this.queue = queue;
        this.config = config;
    }

    /**
     * Queues what is due in one shard.
     *
     * @param isOver whether there is no time left for another page
     * @return how many
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     * @throws africa.paylinks.queue.QueueUnavailable   when the queue takes no more; what it did not take stays due
     */
    public int queue(int shard, Instant until, BooleanSupplier isOver) {
        int queued = 0;
        Optional<Due> last = Optional.empty();
        List<Due> page;
        do {
            page = index.page(Due.OfNotification.PROVIDER, shard, until, PAGE, last);
            if (!page.isEmpty()) {
                List<String> bodies = new ArrayList<>();
                page.forEach(due -> bodies.add(NewsMessage.of((Due.OfNotification) due.subject()).body()));
                queue.send(NotificationMessages.required(config.queueUrl(), "queue-url"), bodies);
                page.forEach(index::settle);
                queued += page.size();
                last = Optional.of(page.get(page.size() - 1));
            }
        } while (page.size() == PAGE && !isOver.getAsBoolean());
        return queued;
    }
}
