package africa.paylinks.payment;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for when the payment was created; none of it ever changes.
 *
 * @param id          the payment's id, which is also the reference given to the provider
 * @param merchant    whose payment it is
 * @param orderId     the merchant's own id of what is paid
 * @param provider    the provider's name
 * @param amount      what is due
 * @param redirectUrl where the customer goes afterwards
 * @param metadata    the merchant's own string pairs, given back as they came
 * @param expiresAt   when the link stops being offered
 */
public record PaymentTerms(String id, String merchant, String orderId, String provider, PaymentMethod method,
        Money amount, Customer customer, Optional<String> description, Optional<String> redirectUrl,
        Map<String, String> metadata, Instant createdAt, Instant expiresAt) {

    public PaymentTerms {
        metadata = Map.copyOf(metadata);
    }
}
