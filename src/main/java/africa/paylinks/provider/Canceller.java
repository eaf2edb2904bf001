package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;

/** A provider that can close a payment link, so that nobody can pay with it. */
public interface Canceller extends Provider {

    /**
     * Asks the provider to close the payment's link.
     *
     * @throws ProviderNotConfigured when the provider is not configured
     */
    CancelOutcome cancel(Payment payment);

    /** How the provider answered. */
    sealed interface CancelOutcome {
    }

    /** The link accepts no more payments. */
    record Closed() implements CancelOutcome {
    }

    /** The provider refused, for example because the payment is already paid. */
    record NotClosed(Failure failure) implements CancelOutcome {
    }

    /** It is unknown whether the link is closed. */
    record Undecided(String reason) implements CancelOutcome {
    }
}
