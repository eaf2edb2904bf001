package africa.paylinks.refund;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.RefundDirectory;
import africa.paylinks.provider.RefundDirectory.ListedRefund;
import africa.paylinks.provider.Refunder;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Books refunds that only the provider knows, because the table was restored to a time before them. It requests none: a
 * recovered refund counts as requested, and its status is what the provider reports.
 */
@Singleton
public final class RefundRecovery {

    private static final Logger LOG = Logger.getLogger(RefundRecovery.class);

    private final RefundStore refunds;
    private final RefundUpdates updates;
    private final StatusCheck statusCheck;
    private final ProviderRegistry providers;
    private final Clock clock;

    public RefundRecovery(RefundStore refunds, RefundUpdates updates, StatusCheck statusCheck, ProviderRegistry providers, Clock clock) {
        this.refunds = refunds;
        this.updates = updates;
        this.statusCheck = statusCheck;
        this.providers = providers;
        this.clock = clock;
    }

    /**
     * Recovers a payment's refunds; repeating it changes nothing.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Recovery recover(String paymentId) {
        Optional<Payment> payment = refunds.refundable(paymentId).map(Refundable::payment);
        if (payment.isEmpty()) {
            return new Recovery(paymentId, Result.NOT_FOUND, List.of());
        }
        Optional<Provider> provider = providers.named(payment.get().terms().provider());
        if (provider.isEmpty()) {
            return new Recovery(paymentId, Result.NOT_SUPPORTED, List.of());
        }
        if (!(provider.get() instanceof Refunder)) {
            return new Recovery(paymentId, Result.RECOVERED, List.of());
        }
        // The payment's own status first: it may have been paid after the restore point, and a full refund may be its status.
        StatusCheck.Finding finding = statusCheck.check(payment.get(), Optional.empty());
        return provider.get() instanceof RefundDirectory directory
                ? recoverListed(directory, paymentId) : recoverStatus(finding, paymentId);
    }

    private static Recovery recoverStatus(StatusCheck.Finding finding, String paymentId) {
        return new Recovery(paymentId, switch (finding.kind()) {
            case DECIDED, OPEN, NOT_BEGUN -> Result.RECOVERED;
            case CONTRADICTED, NOT_KNOWN -> Result.DOES_NOT_FIT;
            case NO_ANSWER, UNREADABLE, NOT_POSSIBLE, TOO_SOON -> Result.NO_ANSWER;
        }, List.of());
    }

    private Recovery recoverListed(RefundDirectory directory, String paymentId) {
        Optional<List<ListedRefund>> listed;
        try {
            listed = directory.listRefunds(refunds.refundable(paymentId).orElseThrow().payment());
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable noAnswer) {
            LOG.warnf("refund-recovery-failed payment=%s: %s", paymentId, noAnswer.getMessage());
            return new Recovery(paymentId, Result.NO_ANSWER, List.of());
        }
        return listed.map(all -> book(paymentId, all)).orElseGet(() -> new Recovery(paymentId, Result.NO_ANSWER, List.of()));
    }

    private Recovery book(String paymentId, List<ListedRefund> listed) {
        List<String> recovered = new ArrayList<>();
        for (ListedRefund entry : listed) {
            if (refunds.find(paymentId, entry.refundId()).isPresent()) {
                continue;
            }
            Refundable seen = refunds.refundable(paymentId).orElseThrow();
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Refund refund = new Refund(entry.refundId(), paymentId, seen.payment().terms().provider(), entry.amount(), RefundStatus.PENDING,
                    Optional.empty(), entry.providerReference(), Optional.empty(), Optional.of(now), Optional.of(now), now, now);
            if (!refunds.recover(refund, seen, Cause.MERCHANT)) {
                LOG.warnf("refund-recovery-failed payment=%s refund=%s: it does not fit the payment, or another process recovers it",
                        paymentId, entry.refundId());
                return new Recovery(paymentId, Result.DOES_NOT_FIT, recovered);
            }
            updates.check(paymentId, entry.refundId());
            LOG.infof("refund-recovered payment=%s refund=%s", paymentId, entry.refundId());
            recovered.add(entry.refundId());
        }
        return new Recovery(paymentId, Result.RECOVERED, recovered);
    }

    /**
     * The result for a payment.
     *
     * @param refunds the refunds that were booked now
     */
    public record Recovery(String paymentId, Result result, List<String> refunds) {

        public Recovery {
            refunds = List.copyOf(refunds);
        }
    }

    /** How a recovery ended. */
    public enum Result {
        /** Everything that the provider reports is booked. */
        RECOVERED,
        NOT_FOUND,
        /** The provider is no longer supported. */
        NOT_SUPPORTED,
        NO_ANSWER,
        /** A refund does not fit the payment: a person has to check it. */
        DOES_NOT_FIT
    }
}
