package africa.paylinks.notification;

import africa.paylinks.payment.DueItem;
import java.time.Instant;

/**
 * Stores deliveries whose next attempt is much later, so that they do not stay in the queue and their receive count does not
 * grow. Each method throws {@code StoreUnavailable} when the store cannot answer.
 */
public interface DelayedDeliveries {

    /** Makes a delivery due at a time; replaces an earlier due time. */
    void delay(DueItem.OfNotification delivery, Instant until);

    /**
     * Parks a delivery until its merchant's endpoint can take it; replaces an earlier due time.
     *
     * @param since when it was parked; the oldest is attempted first
     */
    void park(DueItem.OfNotification delivery, Instant since);
}
