package africa.paylinks.provider;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import java.util.List;
import java.util.Optional;

/** A provider that lists a payment's refunds, so that a refund which the table has lost is found again. */
public interface RefundDirectory extends RefundLookup {

    /**
     * The refunds that Paylinks requested for this payment and that did not fail.
     *
     * @return empty when the provider's answer is not a list
     * @throws ProviderNotConfigured            when the provider is not configured
     * @throws ProviderHttp.ProviderUnreachable when it does not answer
     */
    Optional<List<ListedRefund>> listRefunds(Payment payment);

    /**
     * A refund as the provider lists it.
     *
     * @param refundId our id of the refund
     */
    record ListedRefund(String refundId, Money amount, Optional<String> providerReference) {
    }
}
