package africa.paylinks.provider;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A provider where somebody may refund a payment without Paylinks, and which lists all refunds of the payment, whoever made them. */
public interface RefundDiscovery extends RefundDirectory {

    /** Asks for all refunds of a paid payment that did not fail; never throws for a provider's failure. */
    Listing listAllRefunds(Payment payment);

    /** The provider's answer. */
    sealed interface Listing {
    }

    /** The refunds of the payment. */
    record Listed(List<ProviderRefund> refunds) implements Listing {

        public Listed {
            refunds = List.copyOf(refunds);
        }
    }

    /** The provider gave no usable answer. */
    record NotListed(StatusLookup.ProviderStatus status) implements Listing {
    }

    /**
     * A refund as the provider lists it.
     *
     * @param providerReference the provider's id of the refund
     * @param refundId          our id of the refund, if the provider returns it
     * @param settled           whether the money was returned already
     * @param createdAt         when it was made, if the provider tells
     */
    record ProviderRefund(String providerReference, Optional<String> refundId, Money amount, boolean settled, Optional<Instant> createdAt) {
    }
}
