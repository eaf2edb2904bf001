package africa.paylinks.payment;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * News of a payment that may raise its status.
 *
 * @param paymentId         the payment
 * @param provider          who says so; the payment must be of that provider
 * @param status            what it says
 * @param cause             how the news came
 * @param at                when it was taken in
 * @param paid              how much was paid, when the news says so; it must cover what is due
 * @param providerReference the provider's own id of the payment, when the news names it
 * @param failure           why it failed, when it did
 * @param detail            what else is worth keeping in the history; no personal data, no secrets
 */
public record StatusEvent(String paymentId, String provider, PaymentStatus status, Cause cause, Instant at,
        Optional<Money> paid, Optional<String> providerReference, Optional<Failure> failure,
        Map<String, String> detail) {

    /** How the news of a payment came. */
    public enum Cause {
        CREATION, WEBHOOK, STATUS_CHECK, MERCHANT, EXPIRY, REPLAY,
        /** It went: the merchant was told, or should have been. Such a line leaves the status as it is. */
        NOTIFICATION,
        /** The customer asked for something on the page that came to nothing. Such a line leaves the status as it is. */
        CUSTOMER;

        /** The name in the history, such as {@code status-check}. */
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public StatusEvent {
        detail = Map.copyOf(detail);
    }

    /** What of the payment contradicts this news: {@code provider}, {@code currency} or {@code amount}; empty if nothing does. */
    public Optional<String> contradiction(PaymentTerms terms) {
        if (!provider.equals(terms.provider())) {
            return Optional.of("provider");
        }
        if (paid.isEmpty() || paid.get().covers(terms.amount())) {
            return Optional.empty();
        }
        return Optional.of(paid.get().currency().equals(terms.amount().currency()) ? "amount" : "currency");
    }
}
