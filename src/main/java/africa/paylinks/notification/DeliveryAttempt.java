package africa.paylinks.notification;

import africa.paylinks.payment.PaymentStatus;
import java.time.Instant;
import java.util.Map;

/**
 * An attempt to deliver an event to a merchant, for the payment's history.
 *
 * @param status the payment's status, which the attempt does not change
 * @param name   a unique name of the attempt
 * @param detail the result; without the endpoint's URL and secrets
 */
public record DeliveryAttempt(String paymentId, PaymentStatus status, Instant at, String name, Map<String, String> detail) {

    public DeliveryAttempt {
        detail = Map.copyOf(detail);
    }
}
