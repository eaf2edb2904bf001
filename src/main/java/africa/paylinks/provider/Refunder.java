package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import java.util.Optional;

/** A provider that can give money back. */
public interface Refunder extends Provider {

    /** Whether it can give back a part of a payment, several times. */
    boolean refundsPartially();

    /**
     * Why this payment, or this much of it, can never be refunded by this provider, so that nothing is tried that cannot
     * succeed; empty when it can be tried.
     */
    Optional<Failure> refusal(Payment payment, Money amount);

    /**
     * Asks the provider to give money back.
     *
     * @param refundId our own id of the refund, given along where the provider takes one
     * @param reason   why, in the merchant's words
     * @throws ProviderNotConfigured when the provider cannot be asked
     */
    RefundOutcome refund(Payment payment, String refundId, Money amount, Optional<String> reason);

    /** How the provider answered. */
    sealed interface RefundOutcome {
    }

    /** The money is on its way or back; {@code settled} says which. */
    record Accepted(Optional<String> providerReference, boolean settled) implements RefundOutcome {
    }

    /** The provider said no. */
    record Declined(Failure failure) implements RefundOutcome {
    }

    /** The provider was not asked for it, or turned the call away unread, so that nothing was given back. */
    record NotAsked(String reason) implements RefundOutcome {
    }

    /** Whether the provider refunds is not known. */
    record Undecided(String reason) implements RefundOutcome {
    }
}
