package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import java.util.Optional;

/** A provider that reports the status of a refund. This resolves refunds whose answer was lost or is still to come. */
public interface RefundLookup extends Refunder {

    /**
     * Asks for the status of this refund; an answer that may be about another refund is {@link RefundUnknown}.
     *
     * @throws ProviderNotConfigured            when the provider is not configured
     * @throws ProviderHttp.ProviderUnreachable when it does not answer
     */
    ProviderRefundStatus lookUpRefund(Payment payment, Refund refund);

    /** A refund's status at the provider, as far as it is known. */
    sealed interface ProviderRefundStatus {
    }

    /** The money was returned. */
    record RefundCompleted(Optional<String> providerReference) implements ProviderRefundStatus {
    }

    /** The provider is processing the refund. */
    record RefundInProgress(Optional<String> providerReference) implements ProviderRefundStatus {
    }

    /** The refund failed. */
    record RefundFailed(Failure failure) implements ProviderRefundStatus {
    }

    /** The provider does not know the refund. A call that is still in flight may create it. */
    record RefundNotFound() implements ProviderRefundStatus {
    }

    /** The provider's answer does not identify the refund. */
    record RefundUnknown(String reason) implements ProviderRefundStatus {
    }

    /** The provider did not answer, failed, or rejected every call, for its rate limit or our key. */
    record RefundUnavailable(String reason) implements ProviderRefundStatus {
    }
}
