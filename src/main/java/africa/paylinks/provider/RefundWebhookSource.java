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
     * @param refundId our id of the refund; empty when the webhook names only its payment, and any open refund may be meant
     */
    record RefundNotice(String paymentId, Optional<String> refundId) {

        /** A notice that names the refund. */
        public RefundNotice(String paymentId, String refundId) {
            this(paymentId, Optional.of(refundId));
        }

        /** A notice that only names the payment. */
        public static RefundNotice ofAny(String paymentId) {
            return new RefundNotice(paymentId, Optional.empty());
        }
    }
}
