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

/** A provider that can be asked how a payment stands. */
public interface StatusLookup extends Provider {

    /**
     * Asks the provider; the answer is about this payment's reference or it is not {@link Known}.
     *
     * @param transactionId the provider's id of the customer's attempt, as a webhook or a redirect named it; a hint only
     */
    ProviderStatus lookUp(Payment payment, Optional<String> transactionId);

    /** How soon it makes sense to ask again while somebody waits; the pauses grow from there, and never end. */
    default Duration pollInterval() {
        return Duration.ofSeconds(5);
    }

    /** How often it makes sense to ask, one time after the other, when a payment is first followed up without its customer. */
    default Polling followUp() {
        return new Polling(Duration.ZERO, 1);
    }

    /**
     * How often to ask.
     *
     * @param interval the shortest time between two questions
     * @param limit    how many questions at most
     */
    record Polling(Duration interval, int limit) {
    }

    /** Whether only attempts can be asked about, so that one which nobody names can never be found. */
    default boolean asksByAttempt() {
        return false;
    }

    /** How the payment stands at the provider, as far as can be known. */
    sealed interface ProviderStatus {
    }

    /**
     * How the payment stands at the provider, by its own word and over our own connection to it. A payment that is paid
     * without an amount that can be read is {@link Known} as well: it contradicts the payment's terms, and completes nothing.
     */
    record Known(PaymentStatus status, Optional<Money> paid, Optional<String> providerReference,
            Optional<Failure> failure, Map<String, String> detail) implements ProviderStatus {

        /** What it says, as news of the payment. */
        public StatusEvent news(Payment payment, Cause cause, Instant at) {
            return new StatusEvent(payment.id(), payment.terms().provider(), status, cause, at, paid, providerReference, failure, detail);
        }
    }

    /** The provider does not know the payment, or answers about another one. */
    record NotFound(String reason) implements ProviderStatus {
    }

    /**
     * The provider answers, but of this payment nothing that can be read: that says nothing of other payments.
     *
     * @param reason what is wrong with the answer; no personal data
     */
    record Unreadable(String reason) implements ProviderStatus {
    }

    /**
     * What an answer amounts to that says nothing of the payment: a refused key, too many calls or a fault of the provider
     * concern everything that it is asked, any other answer this payment alone.
     */
    static ProviderStatus unusable(Answer answer) {
        String reason = answer.refusesKey()
                ? "refused our keys with HTTP status " + answer.status()
                : "answered with HTTP status " + answer.status() + " and nothing that can be read";
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

    /** Whether an HTTP status says something of the provider as a whole, and not of what it was asked about. */
    static boolean concernsProvider(int status) {
        return AnswerStatus.refusesKey(status) || status >= 400 && !AnswerStatus.refusesRequest(status);
    }

    /**
     * The provider does not answer now.
     *
     * @param retryAfter how long it asks to be left alone, as its {@code Retry-After} header says
     */
    record Unavailable(String reason, Optional<String> retryAfter) implements ProviderStatus {

        public Unavailable(String reason) {
            this(reason, Optional.empty());
        }
    }

    /** No attempt of a customer is known yet that the provider could be asked about. */
    record NotBegun() implements ProviderStatus {
    }

    /**
     * This payment can never be looked up, because the provider gave no id for it; the authentication of its webhook has
     * to do.
     */
    record NotPossible() implements ProviderStatus {
    }
}
