package africa.paylinks.refund;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.RefundWebhookHandler;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.refund.RefundReconciliation.Finding;
import africa.paylinks.refund.RefundReconciliation.NotAsked;
import africa.paylinks.refund.RefundReconciliation.ProviderStatus;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Brings refunds to their end that the call which ordered them left open: on a schedule, or when a webhook speaks of one. */
@Singleton
public final class RefundUpdates implements RefundWebhookHandler {

    private static final Logger LOG = Logger.getLogger(RefundUpdates.class);

    private final RefundStore refunds;
    private final RefundReconciliation pursuit;

    RefundUpdates(RefundStore refunds, RefundReconciliation pursuit) {
        this.refunds = refunds;
        this.pursuit = pursuit;
    }

    /**
     * Asks the provider how an open refund went, or for it if nobody ever did, and writes what it says.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Check check(String paymentId, String refundId) {
        return check(paymentId, refundId, Cause.STATUS_CHECK);
    }

    @Override
    public void handleRefund(RefundNotice notice) {
        if (check(notice.paymentId(), notice.refundId(), Cause.WEBHOOK).refund().isEmpty()) {
            LOG.warnf("refund-unknown payment=%s refund=%s", notice.paymentId(), notice.refundId());
        }
    }

    private Check check(String paymentId, String refundId, Cause cause) {
        Optional<Refund> known = refunds.find(paymentId, refundId);
        if (known.filter(Refund::isOpen).isEmpty()) {
            return new Check(known, true);
        }
        Payment payment = refunds.refundable(paymentId).map(Refundable::payment)
                .orElseThrow(() -> new IllegalStateException("A refund has no payment"));
        Finding finding = pursuit.reconcileRefund(payment, known.get());
        if (finding instanceof ProviderStatus standing) {
            refunds.settle(standing.refund(), payment, cause);
        } else if (finding instanceof NotAsked notAsked) {
            refunds.settle(notAsked.refund(), payment, cause);
        }
        return new Check(refunds.find(paymentId, refundId),
                !(finding instanceof NotAsked) && !(finding instanceof ProviderStatus standing && !standing.answered()));
    }

    /**
     * What a check came to.
     *
     * @param refund   as it stands now; empty when there is none of that id
     * @param answered whether the provider answered, if it was asked
     */
    public record Check(Optional<Refund> refund, boolean answered) {
    }
}
