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
 * A provider's webhook, translated into our model.
 *
 * @param key               identifies the event, to detect repetitions
 * @param reference         our payment id as the provider returns it; otherwise the id under which the event is stored
 * @param status            the payment's new status; empty when we do not act on the event
 * @param paid              the amount paid, if stated
 * @param providerReference the provider's own id, if stated
 * @param failure           why the payment failed, if it did
 * @param detail            further details for the history; no personal data
 * @param aliases           further provider ids of the same transaction
 * @param withoutAmount     how to treat a paid event without {@code paid}
 * @param unnamed           the transaction to ask a {@link PaymentResolver} about, when the webhook names no payment
 * @param debit             the number of the debit, see {@link africa.paylinks.payment.Debits}; 0 if the provider knows no such numbers
 * @param providerFee       what the provider charges, see {@link ProviderFee}
 */
public record ProviderEvent(String key, String reference, Optional<PaymentStatus> status, Optional<Money> paid,
        Optional<String> providerReference, Optional<Failure> failure, Map<String, String> detail, Set<String> aliases,
        WithoutAmount withoutAmount, Optional<String> unnamed, int debit, Optional<Money> providerFee) {

    public ProviderEvent {
        detail = Map.copyOf(detail);
        aliases = Set.copyOf(aliases);
    }

    /** An event that names its payment, one transaction id, and the amount if money was paid. */
    public ProviderEvent(String key, String reference, Optional<PaymentStatus> status, Optional<Money> paid,
            Optional<String> providerReference, Optional<Failure> failure, Map<String, String> detail) {
        this(key, reference, status, paid, providerReference, failure, detail, Set.of(), WithoutAmount.CONTRADICTS, Optional.empty(), 0,
                Optional.empty());
    }

    /** A copy with further provider ids of the transaction. */
    public ProviderEvent withAliases(Set<String> ids) {
        return new ProviderEvent(key, reference, status, paid, providerReference, failure, detail, ids, withoutAmount, unnamed, debit,
                providerFee);
    }

    /** A copy for a provider that states no amount because it collects the full amount due or nothing. */
    public ProviderEvent defaultingToAmountDue() {
        return new ProviderEvent(key, reference, status, paid, providerReference, failure, detail, aliases,
                WithoutAmount.MEANS_AMOUNT_DUE, unnamed, debit, providerFee);
    }

    /** A copy for a transaction whose payment is not known yet. */
    public ProviderEvent ofTransaction(String transactionId) {
        return new ProviderEvent(key, reference, status, paid, providerReference, failure, detail, aliases, withoutAmount,
                Optional.of(transactionId), debit, providerFee);
    }

    /** A copy about a debit. */
    public ProviderEvent ofDebit(int number) {
        return new ProviderEvent(key, reference, status, paid, providerReference, failure, detail, aliases, withoutAmount, unnamed, number,
                providerFee);
    }

    /** A copy with the provider's fee. */
    public ProviderEvent withProviderFee(Optional<Money> fee) {
        return new ProviderEvent(key, reference, status, paid, providerReference, failure, detail, aliases, withoutAmount, unnamed, debit, fee);
    }

    /**
     * The status event for a payment.
     *
     * @throws java.util.NoSuchElementException when the event has no status
     */
    public StatusEvent of(String paymentId, String provider, Cause cause, Instant at) {
        return new StatusEvent(paymentId, provider, status.orElseThrow(), cause, at, paid, providerReference, failure, detail, aliases,
                withoutAmount, debit, false, providerFee);
    }
}
