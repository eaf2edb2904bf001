package africa.paylinks.notification;

import africa.paylinks.payment.DueItem;
import java.time.Instant;

/**
 * Where deliveries wait that are tried again much later: no queue holds them meanwhile, and no count of receipts grows. Each
 * method throws {@code StoreUnavailable} when the store cannot answer.
 */
public interface DelayedDeliveries {

    /** Makes a delivery due then, and at no other time. */
    void delay(DueItem.OfNotification delivery, Instant until);

    /**
     * Lets a delivery wait, and at no other place, until its merchant's endpoint has time for it.
     *
     * @param since what has waited longest is tried first
     */
    void park(DueItem.OfNotification delivery, Instant since);
}
