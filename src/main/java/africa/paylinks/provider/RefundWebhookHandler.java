package africa.paylinks.provider;

/** Handles webhooks about refunds. */
public interface RefundWebhookHandler {

    /**
     * Asks the provider about the refund that a webhook names.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer; the provider should send the webhook
     *                                                  again
     */
    void handleRefund(RefundWebhookSource.RefundNotice notice);
}
