package africa.paylinks.notification;

import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Moves due deliveries from the index back to their queue. */
@FunctionalInterface
public interface DueDeliveries {

    /**
     * Queues the due deliveries of one shard.
     *
     * @param isOver whether there is no time left for another page
     * @return the number of queued deliveries
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     * @throws africa.paylinks.queue.QueueUnavailable   when the queue accepts no more; the rest stays due
     */
    int queue(int shard, Instant until, BooleanSupplier isOver);
}
