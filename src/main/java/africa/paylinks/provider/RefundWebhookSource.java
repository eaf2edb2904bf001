package africa.paylinks.provider;

import java.util.Optional;

/** A provider whose webhooks also speak of refunds; what they say of one is a hint to ask about it. */
public interface RefundWebhookSource extends WebhookSource {

    /** The refund of ours that an authentic call speaks of; empty when it speaks of none. */
    Optional<RefundNotice> refund(WebhookCall call);

    /** Names a refund. */
    record RefundNotice(String paymentId, String refundId) {
    }
}
