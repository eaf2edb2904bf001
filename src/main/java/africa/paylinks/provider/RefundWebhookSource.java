package africa.paylinks.provider;

import java.util.Optional;

/** A provider that also sends webhooks about refunds. Such a webhook is only a hint to look the refund up. */
public interface RefundWebhookSource extends WebhookSource {

    /** The refund that an authentic webhook is about; empty when it is about none of ours. */
    Optional<RefundNotice> refund(WebhookCall call);

    /** The transaction of which an authentic webhook reports a refund without our reference; empty for any other webhook. */
    default Optional<String> refundedTransaction(WebhookCall call) {
        return Optional.empty();
    }

    /**
     * Identifies a refund.
     *
     * @param refundId our id of the refund
     */
    record RefundNotice(String paymentId, String refundId) {
    }
}
