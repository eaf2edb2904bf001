package africa.paylinks.payment;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An event that may raise a payment's status.
 *
 * @param paymentId         the payment
 * @param provider          the provider that reports the event; it must be the payment's provider
 * @param status            the reported status
 * @param cause             the source of the event
 * @param at                when we received it
 * @param paid              the amount paid, if stated; it must cover the amount due
 * @param providerReference the provider's id of the payment, if stated
 * @param failure           why the payment failed, if it did
 * @param detail            further details for the history; no personal data, no secrets
 * @param aliases           further provider ids of the same transaction
 * @param withoutAmount     how to treat a paid event without {@code paid}
 * @param debit             the number of the debit that it is about, see {@link Debits}; 0 if the provider knows no such numbers
 * @param refundsElsewhere  whether the provider may later refund without Paylinks, and must then be asked for such refunds
 * @param providerFee       what the provider charges, if stated; dropped unless {@code paid} covers it
 */
public record StatusEvent(String paymentId, String provider, PaymentStatus status, Cause cause, Instant at,
        Optional<Money> paid, Optional<String> providerReference, Optional<Failure> failure,
        Map<String, String> detail, Set<String> aliases, WithoutAmount withoutAmount, int debit, boolean refundsElsewhere,
        Optional<Money> providerFee) {

    /** How to treat a paid event that states no readable amount. */
    public enum WithoutAmount {
        /** The amount is unknown: the event contradicts every payment and completes none. */
        CONTRADICTS,
        /** The provider collects the full amount due or nothing, and states no amount. */
        MEANS_AMOUNT_DUE
    }

    /** An event of a provider that is not asked for refunds made elsewhere. */
    public StatusEvent(String paymentId, String provider, PaymentStatus status, Cause cause, Instant at,
            Optional<Money> paid, Optional<String> providerReference, Optional<Failure> failure,
            Map<String, String> detail, Set<String> aliases, WithoutAmount withoutAmount, int debit) {
        this(paymentId, provider, status, cause, at, paid, providerReference, failure, detail, aliases, withoutAmount, debit, false,
                Optional.empty());
    }

    /** An event of a provider without numbered debits. */
    public StatusEvent(String paymentId, String provider, PaymentStatus status, Cause cause, Instant at,
            Optional<Money> paid, Optional<String> providerReference, Optional<Failure> failure,
            Map<String, String> detail, Set<String> aliases, WithoutAmount withoutAmount) {
        this(paymentId, provider, status, cause, at, paid, providerReference, failure, detail, aliases, withoutAmount, 0);
    }

    /** An event with one transaction id, which must state the amount if money was paid. */
    public StatusEvent(String paymentId, String provider, PaymentStatus status, Cause cause, Instant at,
            Optional<Money> paid, Optional<String> providerReference, Optional<Failure> failure, Map<String, String> detail) {
        this(paymentId, provider, status, cause, at, paid, providerReference, failure, detail, Set.of(), WithoutAmount.CONTRADICTS, 0);
    }

    /** The same event about a debit. */
    public StatusEvent ofDebit(int number) {
        return new StatusEvent(paymentId, provider, status, cause, at, paid, providerReference, failure, detail, aliases, withoutAmount, number,
                refundsElsewhere, providerFee);
    }

    /** The same event of a provider that may later refund without Paylinks. */
    public StatusEvent withRefundsElsewhere() {
        return new StatusEvent(paymentId, provider, status, cause, at, paid, providerReference, failure, detail, aliases, withoutAmount, debit,
                true, providerFee);
    }

    /** Whether the payment must be checked for refunds that are made at its provider. */
    public boolean isCheckedForRefunds() {
        return refundsElsewhere && status == PaymentStatus.COMPLETED;
    }

    /** The same event with the provider's fee. */
    public StatusEvent withProviderFee(Optional<Money> fee) {
        return new StatusEvent(paymentId, provider, status, cause, at, paid, providerReference, failure, detail, aliases, withoutAmount, debit,
                refundsElsewhere, fee);
    }

    /** The source of an event. */
    public enum Cause {
        CREATION, WEBHOOK, STATUS_CHECK, MERCHANT, EXPIRY, REPLAY,
        /** A notification to the merchant was or should have been sent. Such an entry leaves the status unchanged. */
        NOTIFICATION,
        /** The customer requested something on the page that failed. Such an entry leaves the status unchanged. */
        CUSTOMER,
        /** An operator erased the customer's personal data. Such an entry leaves the status unchanged. */
        PERSONAL_DATA_ERASED;

        /** The name in the history, such as {@code status-check}. */
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public StatusEvent {
        detail = Map.copyOf(detail);
        aliases = Set.copyOf(aliases);
        providerFee = providerFee.filter(fee -> paid.filter(money -> money.covers(fee)).isPresent());
    }

    /** Whether money was paid without a known amount: such an event completes no payment. */
    public boolean lacksAmount() {
        return status.isPaid() && paid.isEmpty() && withoutAmount == WithoutAmount.CONTRADICTS;
    }

    /**
     * Whether it gives the payment up: the payment expired, its merchant cancelled it, or its creation failed. A provider's
     * report that an attempt failed, was cancelled or timed out does not, because the customer may try again.
     */
    public boolean givesUp() {
        boolean ofAttempt = cause == Cause.WEBHOOK || cause == Cause.STATUS_CHECK || cause == Cause.REPLAY;
        return status.isClosedUnpaid() && (!ofAttempt || failure.equals(Optional.of(Failure.CREATION_UNKNOWN))
                || status == PaymentStatus.EXPIRED && failure.isEmpty());
    }

    /** Whether the event is about this transaction. */
    public boolean isAbout(String transactionId) {
        return providerReference.filter(transactionId::equals).isPresent() || aliases.contains(transactionId);
    }

    /**
     * The field of the payment that the event contradicts: {@code provider}, {@code currency} or {@code amount}; empty if
     * none.
     */
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
