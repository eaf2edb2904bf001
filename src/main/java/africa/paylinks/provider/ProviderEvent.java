package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import java.util.Map;
import java.util.Optional;

/**
 * What a provider's call says, in our words.
 *
 * @param key               names the event, so that its repetitions are known
 * @param reference         our payment id, as the provider gives it back
 * @param status            what it says of the payment; empty when that is nothing we act on
 * @param paid              how much was paid, when it says so
 * @param providerReference the provider's own id, when it says so
 * @param failure           why the payment failed, when it did
 * @param detail            what else is worth keeping in the history; no personal data
 */
public record ProviderEvent(String key, String reference, Optional<PaymentStatus> status, Optional<Money> paid,
        Optional<String> providerReference, Optional<Failure> failure, Map<String, String> detail) {

    public ProviderEvent {
        detail = Map.copyOf(detail);
    }
}
