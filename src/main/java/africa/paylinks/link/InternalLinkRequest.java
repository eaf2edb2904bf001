package africa.paylinks.link;

import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A payment that Paylinks itself requests, instead of a caller of its API.
 *
 * @param paymentId      the payment's id, chosen in advance so that an interrupted caller finds the payment again
 * @param merchant       the owner of the payment
 * @param idempotencyKey the key of this request; the same key always comes with the same payment id
 * @param provider       the provider's name
 * @param orderId        the merchant's id of the order, 1 to 64 of {@code A-Za-z0-9._:-}
 * @param method         how the customer pays; empty for the provider's first method
 * @param expiresAt      when the link expires; empty for the configured life
 * @param redirectUrl    where the customer returns to after paying
 */
public record InternalLinkRequest(String paymentId, String merchant, String idempotencyKey, String provider, String orderId,
        Money amount, Optional<PaymentMethod> method, Customer customer, Optional<String> description, Map<String, String> metadata,
        Optional<Instant> expiresAt, Optional<String> redirectUrl) {

    public InternalLinkRequest {
        metadata = Map.copyOf(metadata);
    }

    /** A payment whose customer returns nowhere. */
    public InternalLinkRequest(String paymentId, String merchant, String idempotencyKey, String provider, String orderId, Money amount,
            Optional<PaymentMethod> method, Customer customer, Optional<String> description, Map<String, String> metadata,
            Optional<Instant> expiresAt) {
        this(paymentId, merchant, idempotencyKey, provider, orderId, amount, method, customer, description, metadata, expiresAt, Optional.empty());
    }

    /** A payment whose link is valid for the configured time. */
    public InternalLinkRequest(String paymentId, String merchant, String idempotencyKey, String provider, String orderId, Money amount,
            Optional<PaymentMethod> method, Customer customer, Optional<String> description, Map<String, String> metadata) {
        this(paymentId, merchant, idempotencyKey, provider, orderId, amount, method, customer, description, metadata, Optional.empty());
    }

    LinkRequest request() {
        return new LinkRequest(Optional.of(provider), orderId, amount, method, description, customer,
                redirectUrl, metadata, expiresAt);
    }

    /** Covers what must not change between retries; a customer's name may change. */
    Fingerprint fingerprint() {
        return Fingerprint.of("ORDER", paymentId,
                (provider + " " + orderId + " " + amount).getBytes(StandardCharsets.UTF_8));
    }
}
