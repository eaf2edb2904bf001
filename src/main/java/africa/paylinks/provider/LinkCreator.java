package africa.paylinks.provider;

import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentTerms;
import java.util.Optional;

/** A provider that can be asked for a way to pay. */
public interface LinkCreator extends Provider {

    /**
     * Asks the provider for a way to pay, with the payment's id as reference. Asking again for the same payment must not
     * make a second one.
     *
     * @param address where the provider sends webhooks and customers
     * @throws ProviderNotConfigured when the provider cannot be asked for lack of configuration or secrets
     */
    Outcome createLink(PaymentTerms terms, PublicAddress address);

    /**
     * What the provider cannot do with a request, as far as that is known without asking it, so that nothing is begun;
     * empty when there is nothing.
     */
    default Optional<Objection> objection(PaymentTerms terms) {
        return Optional.empty();
    }

    /** Reads what the first creation will need, if the provider is set up at all; may fail. */
    default void prepare() {
    }

    /**
     * What a request would have to say otherwise.
     *
     * @param pointer the field, as a JSON pointer into the request
     */
    record Objection(String pointer, String detail) {
    }

    /** How the provider answered. */
    sealed interface Outcome {
    }

    /** The customer can pay: in one of these ways, or, where all are empty, on our own page. */
    record Created(Optional<String> link, Optional<String> ussdCode, Optional<BankAccount> bankAccount,
            Optional<String> providerReference) implements Outcome {
    }

    /** The provider clearly said no; asking again is of no use. */
    record Refused(Failure failure) implements Outcome {
    }

    /**
     * Nobody knows whether the provider made the payment: no answer, a broken one, or one that only says it is busy.
     *
     * @param reason what happened, for the caller; no personal data
     */
    record Unknown(String reason) implements Outcome {
    }
}
