package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.secrets.SecretsUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A provider that reports the status of a payment. */
public interface StatusLookup extends Provider {

    /**
     * Asks the provider. The answer is {@link Known} only if it is about this payment's reference.
     *
     * @param transactionId the provider's id of the customer's attempt, from a webhook or a redirect; only a hint
     */
    ProviderStatus lookUp(Payment payment, Optional<String> transactionId);

    /** The first interval between checks while a caller waits; later intervals grow. */
    default Duration pollInterval() {
        return Duration.ofSeconds(5);
    }

    /** How often to ask in a row when the reconciler first checks a payment. */
    default Polling followUp() {
        return new Polling(Duration.ZERO, 1);
    }

    /**
     * A series of checks.
     *
     * @param interval the shortest time between two checks
     * @param limit    the maximum number of checks
     */
    record Polling(Duration interval, int limit) {
    }

    /** Whether the provider can only be asked about transactions, so that one without a known id cannot be found. */
    default boolean needsTransactionId() {
        return false;
    }

    /** The payment's status at the provider, as far as it is known. */
    sealed interface ProviderStatus {
    }

    /**
     * The status that the provider itself reported over our own connection. A paid status without a readable amount is also
     * {@link Known}: it contradicts the payment's terms and completes nothing.
     *
     * @param debit       the number of the debit, see {@link africa.paylinks.payment.Debits}; 0 if the provider knows no such numbers
     * @param providerFee what the provider charges, see {@link ProviderFee}
     */
    record Known(PaymentStatus status, Optional<Money> paid, Optional<String> providerReference,
            Optional<Failure> failure, Map<String, String> detail, int debit, Optional<Money> providerFee) implements ProviderStatus {

        /** The status at a provider that states no fee. */
        public Known(PaymentStatus status, Optional<Money> paid, Optional<String> providerReference, Optional<Failure> failure,
                Map<String, String> detail, int debit) {
            this(status, paid, providerReference, failure, detail, debit, Optional.empty());
        }

        /** The status at a provider without numbered debits, and without a fee. */
        public Known(PaymentStatus status, Optional<Money> paid, Optional<String> providerReference, Optional<Failure> failure,
                Map<String, String> detail) {
            this(status, paid, providerReference, failure, detail, 0);
        }

        /** A copy with the provider's fee. */
        public Known withProviderFee(Optional<Money> fee) {
            return new Known(status, paid, providerReference, failure, detail, debit, fee);
        }

        /** The status event for the payment. */
        public StatusEvent toStatusEvent(Payment payment, Cause cause, Instant at) {
            return new StatusEvent(payment.id(), payment.terms().provider(), status, cause, at, paid, providerReference, failure, detail)
                    .ofDebit(debit).withProviderFee(providerFee);
        }
    }

    /** The provider does not know the payment, or answered about another one. */
    record NotFound(String reason) implements ProviderStatus {
    }

    /**
     * The provider answered, but nothing about this payment can be read. Other payments are not affected.
     *
     * @param reason what is wrong with the answer; no personal data
     */
    record Unreadable(String reason) implements ProviderStatus {
    }

    /**
     * Classifies a response that does not give the payment's status. Rejected credentials, rate limits and server errors
     * concern the whole provider; any other response concerns this payment alone.
     */
    static ProviderStatus unusable(Answer answer) {
        String reason = answer.refusesKey()
                ? "rejected our credentials with HTTP status " + answer.status()
                : "answered with HTTP status " + answer.status() + " and an unreadable body";
        return concernsProvider(answer.status()) ? new Unavailable(reason, answer.retryAfter()) : new Unreadable(reason);
    }

    /** Runs a status check; {@link Unavailable} if the provider does not answer or is not configured. */
    static ProviderStatus orUnavailable(Supplier<ProviderStatus> check) {
        try {
            return check.get();
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable failed) {
            return new Unavailable(String.valueOf(failed.getMessage()));
        }
    }

    /** Whether an HTTP status concerns the whole provider instead of this request. */
    static boolean concernsProvider(int status) {
        return AnswerStatus.refusesKey(status) || status >= 400 && !AnswerStatus.refusesRequest(status);
    }

    /**
     * The provider is unavailable.
     *
     * @param retryAfter the provider's {@code Retry-After} header
     */
    record Unavailable(String reason, Optional<String> retryAfter) implements ProviderStatus {

        public Unavailable(String reason) {
            this(reason, Optional.empty());
        }
    }

    /** No customer attempt is known yet to ask about. */
    record NotBegun() implements ProviderStatus {
    }

    /**
     * This payment cannot be looked up, because the provider gave no id for it. The authentication of its webhook must
     * suffice.
     */
    record NotPossible() implements ProviderStatus {
    }
}
