package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import java.util.Map;
import java.util.Optional;

/** A provider that can be asked how a payment stands. */
public interface StatusLookup extends Provider {

    /** Asks the provider; the answer is about this payment's reference or it is not {@link Known}. */
    Standing lookUp(Payment payment);

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

    /** The provider does not answer now. */
    record Unavailable(String reason) implements Standing {
    }

    /**
     * This payment can never be looked up, because the provider gave no id for it; the authentication of its webhook has
     * to do.
     */
    record NotPossible() implements Standing {
    }
}
