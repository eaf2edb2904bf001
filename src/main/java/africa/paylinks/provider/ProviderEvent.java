package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.payment.StatusEvent.WithoutAmount;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider's call says, in our words.
 *
 * @param key               names the event, so that its repetitions are known
 * @param reference         our payment id, as the provider gives it back; what the event is kept under where it gives none
 * @param status            what it says of the payment; empty when that is nothing we act on
 * @param paid              how much was paid, when it says so
 * @param providerReference the provider's own id, when it says so
 * @param failure           why the payment failed, when it did
 * @param detail            what else is worth keeping in the history; no personal data
 * @param aliases           further ids by which the provider calls the same transaction
 * @param withoutAmount     what it means that money was paid and {@code paid} is empty
 * @param unnamed           the transaction, by which a {@link PaymentResolver} can be asked, of a call that names no payment
 */
public record ProviderEvent(String key, String reference, Optional<PaymentStatus> status, Optional<Money> paid,
        Optional<String> providerReference, Optional<Failure> failure, Map<String, String> detail, Set<String> aliases,
        WithoutAmount withoutAmount, Optional<String> unnamed) {

    public ProviderEvent {
        detail = Map.copyOf(detail);
        aliases = Set.copyOf(aliases);
    }

    /** A call that names its payment, the transaction by one id, and the amount where money was paid. */
    public ProviderEvent(String key, String reference, Optional<PaymentStatus> status, Optional<Money> paid,
            Optional<String> providerReference, Optional<Failure> failure, Map<String, String> detail) {
        this(key, reference, status, paid, providerReference, failure, detail, Set.of(), WithoutAmount.CONTRADICTS, Optional.empty());
    }

    /** The same, where the provider calls the transaction by these ids as well. */
    public ProviderEvent alsoCalled(Set<String> ids) {
        return new ProviderEvent(key, reference, status, paid, providerReference, failure, detail, ids, withoutAmount, unnamed);
    }

    /** The same of a provider that collects what is due or nothing, and states no amount. */
    public ProviderEvent defaultingToAmountDue() {
        return new ProviderEvent(key, reference, status, paid, providerReference, failure, detail, aliases,
                WithoutAmount.MEANS_ALL_THAT_IS_DUE, unnamed);
    }

    /** The same, of which nobody knows yet to what payment the transaction belongs. */
    public ProviderEvent ofTransaction(String transactionId) {
        return new ProviderEvent(key, reference, status, paid, providerReference, failure, detail, aliases, withoutAmount,
                Optional.of(transactionId));
    }

    /**
     * What it says of a payment.
     *
     * @throws java.util.NoSuchElementException when it says nothing that we act on
     */
    public StatusEvent of(String paymentId, String provider, Cause cause, Instant at) {
        return new StatusEvent(paymentId, provider, status.orElseThrow(), cause, at, paid, providerReference, failure, detail, aliases,
                withoutAmount);
    }
}
