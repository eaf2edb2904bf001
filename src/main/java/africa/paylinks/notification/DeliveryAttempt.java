package africa.paylinks.notification;

import africa.paylinks.payment.PaymentStatus;
import java.time.Instant;
import java.util.Map;

/**
 * An attempt to tell a merchant some news, for the payment's history.
 *
 * @param status   the payment's, which the attempt leaves as it is
 * @param name     tells it from every other attempt
 * @param detail   what came of it; neither the endpoint's URL nor a secret
 */
public record DeliveryAttempt(String paymentId, PaymentStatus status, Instant at, String name, Map<String, String> detail) {

    public DeliveryAttempt {
        detail = Map.copyOf(detail);
    }
}
