package africa.paylinks.provider;

import africa.paylinks.payment.Payment;
import java.util.Optional;

/** Handles webhooks about refunds. */
public interface RefundWebhookHandler {

    /**
     * Asks the provider about the refund that a webhook names.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer; the provider should send the webhook
     *                                                  again
     */
    void handleRefund(RefundWebhookSource.RefundNotice notice);

    /**
     * Asks the provider for all refunds of a payment and books those that are not booked yet.
     *
     * @return the provider's failure to answer, if it did not list them
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    default Optional<StatusLookup.ProviderStatus> bookFoundRefunds(Payment payment) {
        return Optional.empty();
    }
}
