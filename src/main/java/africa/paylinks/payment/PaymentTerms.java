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
 * @param route       why this provider was chosen; empty where the merchant named it
 */
public record PaymentTerms(String id, String merchant, String orderId, String provider, PaymentMethod method,
        Money amount, Customer customer, Optional<String> description, Optional<String> redirectUrl,
        Map<String, String> metadata, Instant createdAt, Instant expiresAt, Optional<Route> route) {

    public PaymentTerms {
        metadata = Map.copyOf(metadata);
    }

    /** Terms of a payment whose provider the merchant named. */
    public PaymentTerms(String id, String merchant, String orderId, String provider, PaymentMethod method, Money amount,
            Customer customer, Optional<String> description, Optional<String> redirectUrl, Map<String, String> metadata,
            Instant createdAt, Instant expiresAt) {
        this(id, merchant, orderId, provider, method, amount, customer, description, redirectUrl, metadata, createdAt,
                expiresAt, Optional.empty());
    }

    /** What is paid, in one line, as providers are told it: a prompt on a phone and a bank statement have no second one. */
    public Optional<String> descriptionLine() {
        return description.map(text -> text.replace('\n', ' ').replace('\t', ' ').strip());
    }
}
