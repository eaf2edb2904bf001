package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import java.util.Optional;

/** A provider that can refund payments. */
public interface Refunder extends Provider {

    /** Whether it supports several partial refunds of a payment. */
    boolean refundsPartially();

    /**
     * Why the provider can never refund this amount of this payment, so that no hopeless attempt is made; empty when it may
     * succeed.
     */
    Optional<Failure> refusal(Payment payment, Money amount);

    /**
     * Asks the provider to refund.
     *
     * @param refundId our id of the refund, passed on where the provider accepts one
     * @param reason   the merchant's reason
     * @throws ProviderNotConfigured when the provider is not configured
     */
    RefundOutcome refund(Payment payment, String refundId, Money amount, Optional<String> reason);

    /** How the provider answered. */
    sealed interface RefundOutcome {
    }

    /** The provider accepted the refund; {@code settled} says whether the money was already returned. */
    record Accepted(Optional<String> providerReference, boolean settled) implements RefundOutcome {
    }

    /** The provider refused. */
    record Declined(Failure failure) implements RefundOutcome {
    }

    /** The request did not reach the provider, or was rejected unread: nothing was refunded. */
    record NotRequested(String reason) implements RefundOutcome {
    }

    /** The provider's answer does not tell whether it refunds. */
    record Undecided(String reason) implements RefundOutcome {
    }

    /** The provider did not answer, or failed: it is unknown whether it refunds. */
    record Unanswered(String reason) implements RefundOutcome {
    }
}
