package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import java.util.Optional;

/** A provider that can be asked how a refund went, which resolves one whose answer was lost or is still to come. */
public interface RefundLookup extends Refunder {

    /**
     * Asks the provider; what it answers is about this refund or it is {@link RefundUnclear}.
     *
     * @throws ProviderNotConfigured            when the provider cannot be asked
     * @throws ProviderHttp.ProviderUnreachable when it does not answer
     */
    RefundStanding lookUpRefund(Payment payment, Refund refund);

    /** How a refund stands at the provider, as far as can be known. */
    sealed interface RefundStanding {
    }

    /** The money went back. */
    record RefundSettled(Optional<String> providerReference) implements RefundStanding {
    }

    /** The provider has the refund and works on it. */
    record RefundOnItsWay(Optional<String> providerReference) implements RefundStanding {
    }

    /** The provider had the refund, and it came to nothing. */
    record RefundFailed(Failure failure) implements RefundStanding {
    }

    /** The provider has no such refund; a call that is still on its way to it may make one. */
    record NoSuchRefund() implements RefundStanding {
    }

    /** The provider does not answer, or its answer leaves open which refund it is about. */
    record RefundUnclear(String reason) implements RefundStanding {
    }
}
