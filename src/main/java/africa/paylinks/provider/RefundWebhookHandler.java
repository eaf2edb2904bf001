package africa.paylinks.provider;

/** Who takes care of refunds that webhooks speak of. */
public interface RefundWebhookHandler {

    /**
     * Asks the provider about a refund that a webhook spoke of.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer; the provider should tell again
     */
    void handleRefund(RefundWebhookSource.RefundNotice notice);
}
