package africa.paylinks.payment;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The terms of a payment, fixed at its creation.
 *
 * @param id          the payment's id, which is also the reference at the provider
 * @param merchant    the owner of the payment
 * @param orderId     the merchant's id of the order
 * @param provider    the provider's name
 * @param amount      the amount due
 * @param redirectUrl where the customer returns to after paying
 * @param metadata    the merchant's key-value pairs, returned unchanged
 * @param expiresAt   when the link expires
 * @param route       why this provider was chosen; empty if the merchant named it
 */
public record PaymentTerms(String id, String merchant, String orderId, String provider, PaymentMethod method,
        Money amount, Customer customer, Optional<String> description, Optional<String> redirectUrl,
        Map<String, String> metadata, Instant createdAt, Instant expiresAt, Optional<Route> route) {

    public PaymentTerms {
        metadata = Map.copyOf(metadata);
    }

    /** The terms of a payment whose provider the merchant named. */
    public PaymentTerms(String id, String merchant, String orderId, String provider, PaymentMethod method, Money amount,
            Customer customer, Optional<String> description, Optional<String> redirectUrl, Map<String, String> metadata,
            Instant createdAt, Instant expiresAt) {
        this(id, merchant, orderId, provider, method, amount, customer, description, redirectUrl, metadata, createdAt,
                expiresAt, Optional.empty());
    }

    /** A copy with another expiry. */
    public PaymentTerms expiringAt(Instant other) {
        return new PaymentTerms(id, merchant, orderId, provider, method, amount, customer, description, redirectUrl, metadata, createdAt,
                other, route);
    }

    /** The description on one line, for providers that show it in a phone prompt or a bank statement. */
    public Optional<String> descriptionLine() {
        return description.map(text -> text.replace('\n', ' ').replace('\t', ' ').strip());
    }
}
