package africa.paylinks.refund;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.RefundWebhookHandler;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.StatusLookup.ProviderStatus;
import africa.paylinks.refund.RefundReconciliation.Finding;
import africa.paylinks.refund.RefundReconciliation.NotRequested;
import africa.paylinks.refund.RefundReconciliation.Updated;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Completes refunds that the ordering request left open: on a schedule, or when a webhook names one. */
@Singleton
public final class RefundUpdates implements RefundWebhookHandler {

    private static final Logger LOG = Logger.getLogger(RefundUpdates.class);

    private final RefundStore refunds;
    private final RefundReconciliation reconciliation;
    private final ProviderRefunds found;

    RefundUpdates(RefundStore refunds, RefundReconciliation reconciliation, ProviderRefunds found) {
        this.refunds = refunds;
        this.reconciliation = reconciliation;
        this.found = found;
    }

    /**
     * Asks the provider for an open refund's status, or to refund if it was never asked, and writes the result.
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

    @Override
    public Optional<ProviderStatus> bookFoundRefunds(Payment payment) {
        ProviderRefunds.Result result = found.book(payment, Cause.WEBHOOK);
        if (result.unclear().isEmpty()) {
            // A failed refund is not among those that the provider lists as returned or on their way.
            refunds.refunds(payment.id()).stream().filter(refund -> refund.isOpen() && refund.providerReference().isPresent())
                    .forEach(refund -> check(payment.id(), refund.id(), Cause.WEBHOOK));
        }
        return result.undecided() ? Optional.of(new StatusLookup.NotFound("lists a refund that may be one that is being requested")) : result.unclear();
    }

    private Check check(String paymentId, String refundId, Cause cause) {
        Optional<Refund> known = refunds.find(paymentId, refundId);
        if (known.filter(Refund::isOpen).isEmpty()) {
            return new Check(known, true);
        }
        Payment payment = refunds.refundable(paymentId).map(Refundable::payment)
                .orElseThrow(() -> new IllegalStateException("A refund has no payment"));
        Finding finding = reconciliation.reconcileRefund(payment, known.get());
        if (finding instanceof Updated updated) {
            refunds.settle(updated.refund(), payment, cause);
        } else if (finding instanceof NotRequested notRequested) {
            refunds.settle(notRequested.refund(), payment, cause);
        }
        return new Check(refunds.find(paymentId, refundId),
                !(finding instanceof NotRequested) && !(finding instanceof Updated updated && !updated.answered()));
    }

    /**
     * The result of a check.
     *
     * @param refund   its current state; empty when there is no such refund
     * @param answered whether the provider answered, if it was asked
     */
    public record Check(Optional<Refund> refund, boolean answered) {
    }
}
