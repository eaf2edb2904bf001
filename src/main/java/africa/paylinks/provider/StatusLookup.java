package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A provider that can be asked how a payment stands. */
public interface StatusLookup extends Provider {

    /**
     * Asks the provider; the answer is about this payment's reference or it is not {@link Known}.
     *
     * @param transactionId the provider's id of the customer's attempt, as a webhook or a redirect named it; a hint only
     */
    Standing lookUp(Payment payment, Optional<String> transactionId);

    /** How often it makes sense to ask while the customer waits. */
    default Polling polling() {
        return new Polling(Duration.ofSeconds(5), 24);
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
    sealed interface Standing {
    }

    /** How the payment stands at the provider, by its own word and over our own connection to it. */
    record Known(PaymentStatus status, Optional<Money> paid, Optional<String> providerReference,
            Optional<Failure> failure, Map<String, String> detail) implements Standing {
    }

    /** The provider does not know the payment, or answers about another one. */
    record NotFound(String reason) implements Standing {
    }

    /**
     * The provider does not answer now.
     *
     * @param retryAfter how long it asks to be left alone, as its {@code Retry-After} header says
     */
    record Unavailable(String reason, Optional<String> retryAfter) implements Standing {

        public Unavailable(String reason) {
            this(reason, Optional.empty());
        }
    }

    /** No attempt of a customer is known yet that the provider could be asked about. */
    record NotBegun() implements Standing {
    }

    /**
     * This payment can never be looked up, because the provider gave no id for it; the authentication of its webhook has
     * to do.
     */
    record NotPossible() implements Standing {
    }
}
