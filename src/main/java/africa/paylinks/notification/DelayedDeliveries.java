package africa.paylinks.notification;

import africa.paylinks.payment.Due;
import java.time.Instant;

/** Where deliveries wait that are tried again much later: no queue holds them meanwhile, and no count of receipts grows. */
public interface DelayedDeliveries {

    /**
     * Makes a delivery due then, and at no other time.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void delay(Due.OfNotification delivery, Instant until);
}
