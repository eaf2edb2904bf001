package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;

/** A provider that can close a link, so that nobody pays by it any more. */
public interface Canceller extends Provider {

    /**
     * Asks the provider to close the payment's link.
     *
     * @throws ProviderNotConfigured when the provider cannot be asked
     */
    CancelOutcome cancel(Payment payment);

    /** How the provider answered. */
    sealed interface CancelOutcome {
    }

    /** Nobody can pay by the link any more. */
    record Closed() implements CancelOutcome {
    }

    /** The provider said no, for instance because the payment is paid. */
    record NotClosed(Failure failure) implements CancelOutcome {
    }

    /** Whether the link is closed is not known. */
    record Undecided(String reason) implements CancelOutcome {
    }
}
