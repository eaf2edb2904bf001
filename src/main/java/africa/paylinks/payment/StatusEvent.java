package africa.paylinks.payment;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
 * @param aliases           further ids by which the provider calls the same transaction
 * @param withoutAmount     what it means that money was paid and {@code paid} is empty
 */
public record StatusEvent(String paymentId, String provider, PaymentStatus status, Cause cause, Instant at,
        Optional<Money> paid, Optional<String> providerReference, Optional<Failure> failure,
        Map<String, String> detail, Set<String> aliases, WithoutAmount withoutAmount) {

    /** What it means that money was paid and no amount is stated that can be read. */
    public enum WithoutAmount {
        /** Nothing is known of how much it was, so that it contradicts every payment and completes none. */
        CONTRADICTS,
        /** The provider collects what is due or nothing, and states no amount. */
        MEANS_ALL_THAT_IS_DUE
    }

    /** News of a transaction with one id, which has to state the amount where money was paid. */
    public StatusEvent(String paymentId, String provider, PaymentStatus status, Cause cause, Instant at,
            Optional<Money> paid, Optional<String> providerReference, Optional<Failure> failure, Map<String, String> detail) {
        this(paymentId, provider, status, cause, at, paid, providerReference, failure, detail, Set.of(), WithoutAmount.CONTRADICTS);
    }

    /** How the news of a payment came. */
    public enum Cause {
        CREATION, WEBHOOK, STATUS_CHECK, MERCHANT, EXPIRY, REPLAY,
        /** It went: the merchant was told, or should have been. Such a line leaves the status as it is. */
        NOTIFICATION;

        /** The name in the history, such as {@code status-check}. */
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public StatusEvent {
        detail = Map.copyOf(detail);
        aliases = Set.copyOf(aliases);
    }

    /** Whether money was paid, of which the news does not say how much: it completes no payment, whatever its terms. */
    public boolean lacksAmount() {
        return status.isPaid() && paid.isEmpty() && withoutAmount == WithoutAmount.CONTRADICTS;
    }

    /**
     * Whether it gives the payment up: it expired, its merchant or its creation ended it. A provider's word that an attempt
     * failed, was cancelled or ran out does not, because the customer may try again.
     */
    public boolean givesUp() {
        boolean ofAttempt = cause == Cause.WEBHOOK || cause == Cause.STATUS_CHECK || cause == Cause.REPLAY;
        return status.isClosedUnpaid() && (!ofAttempt || failure.equals(Optional.of(Failure.CREATION_UNKNOWN))
                || status == PaymentStatus.EXPIRED && failure.isEmpty());
    }

    /** Whether the provider calls the transaction so. */
    public boolean isAbout(String transactionId) {
        return providerReference.filter(transactionId::equals).isPresent() || aliases.contains(transactionId);
    }

    /** What of the payment contradicts this news: {@code provider}, {@code currency} or {@code amount}; empty if nothing does. */
    public Optional<String> contradiction(PaymentTerms terms) {
        if (!provider.equals(terms.provider())) {
            return Optional.of("provider");
        }
        if (lacksAmount()) {
            return Optional.of("amount");
        }
        if (paid.isEmpty() || paid.get().covers(terms.amount())) {
            return Optional.empty();
        }
        return Optional.of(paid.get().currency().equals(terms.amount().currency()) ? "amount" : "currency");
    }
}
