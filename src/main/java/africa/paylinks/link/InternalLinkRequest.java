package africa.paylinks.link;

import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A payment that Paylinks itself wants to be made, not a caller of its API.
 *
 * @param paymentId      the payment's id, chosen beforehand so that whoever is cut off finds the payment again
 * @param merchant       whose payment it is
 * @param idempotencyKey names this order among the merchant's; the same key always comes with the same payment id
 * @param provider       the provider's name
 * @param orderId        the merchant's own id of what is paid, 1 to 64 of {@code A-Za-z0-9._:-}
 */
public record InternalLinkRequest(String paymentId, String merchant, String idempotencyKey, String provider, String orderId,
        Money amount, Customer customer, Optional<String> description, Map<String, String> metadata) {

    public InternalLinkRequest {
        metadata = Map.copyOf(metadata);
    }

    LinkRequest request() {
        return new LinkRequest(Optional.of(provider), orderId, amount, Optional.empty(), description, customer,
                Optional.empty(), metadata, Optional.empty());
    }

    /** Of what may not change between two tries; a customer's name may. */
    Fingerprint fingerprint() {
        return Fingerprint.of("ORDER", paymentId,
                (provider + " " + orderId + " " + amount).getBytes(StandardCharsets.UTF_8));
    }
}
