package africa.paylinks.notification;

import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Brings deliveries that wait in the index of what is due back to those who work them off. */
@FunctionalInterface
public interface DueDeliveries {

    /**
     * Queues what is due in one shard.
     *
     * @param isOver whether there is no time left for another page
     * @return how many
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     * @throws africa.paylinks.queue.QueueUnavailable   when the queue takes no more; what it did not take stays due
     */
    int queue(int shard, Instant until, BooleanSupplier isOver);
}
