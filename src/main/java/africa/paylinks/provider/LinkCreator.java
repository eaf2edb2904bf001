package africa.paylinks.provider;

import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentTerms;
import java.util.Optional;

/** A provider that creates payment links. */
public interface LinkCreator extends Provider {

    /**
     * Asks the provider for a way to pay, with the payment's id as reference. Repeating the call for the same payment must
     * not create a second one.
     *
     * @param address where the provider sends webhooks and customers
     * @throws ProviderNotConfigured when configuration or secrets are missing
     */
    Outcome createLink(PaymentTerms terms, PublicAddress address);

    /**
     * The reason why this provider cannot serve the request, as far as it is known without a call; empty when there is none.
     * It is checked before anything is reserved.
     */
    default Optional<Objection> objection(PaymentTerms terms) {
        return Optional.empty();
    }

    /** Loads what the first creation needs, if the provider is set up; may fail. */
    default void prepare() {
    }

    /**
     * A field of the request that the provider cannot accept.
     *
     * @param pointer the field, as a JSON pointer into the request
     */
    record Objection(String pointer, String detail) {
    }

    /** How the provider answered. */
    sealed interface Outcome {
    }

    /** The customer can pay in one of these ways, or on our own page when all are empty. */
    record Created(Optional<String> link, Optional<String> ussdCode, Optional<BankAccount> bankAccount,
            Optional<String> providerReference) implements Outcome {
    }

    /** The provider refused; retrying does not help. */
    record Refused(Failure failure) implements Outcome {
    }

    /**
     * It is unknown whether the provider created the payment: it did not answer, its answer was unusable, or it was busy.
     *
     * @param reason what happened, for the caller; no personal data
     */
    record Unknown(String reason) implements Outcome {
    }
}
