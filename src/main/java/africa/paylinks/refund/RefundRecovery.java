package africa.paylinks.refund;

import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.RefundDirectory;
import africa.paylinks.provider.RefundDirectory.ListedRefund;
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
 * recovered refund counts as requested, and its status is what the provider says.
 */
@Singleton
public final class RefundRecovery {

    private static final Logger LOG = Logger.getLogger(RefundRecovery.class);

    private final RefundStore refunds;
    private final RefundUpdates updates;
    private final ProviderRegistry providers;
    private final Clock clock;

    public RefundRecovery(RefundStore refunds, RefundUpdates updates, ProviderRegistry providers, Clock clock) {
        this.refunds = refunds;
        this.updates = updates;
        this.providers = providers;
        this.clock = clock;
    }

    /**
     * Recovers a payment's refunds; repeating it changes nothing.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Recovery recover(String paymentId) {
        Optional<Refundable> found = refunds.refundable(paymentId);
        if (found.isEmpty()) {
            return new Recovery(paymentId, Result.NOT_FOUND, List.of());
        }
        Optional<RefundDirectory> directory = providers.named(found.get().payment().terms().provider())
                .filter(RefundDirectory.class::isInstance).map(RefundDirectory.class::cast);
        if (directory.isEmpty()) {
            return new Recovery(paymentId, Result.NOT_LISTED, List.of());
        }
        Optional<List<ListedRefund>> listed;
        try {
            listed = directory.get().listRefunds(found.get().payment());
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable noAnswer) {
            LOG.warnf("refund-recovery-failed payment=%s: %s", paymentId, noAnswer.getMessage());
            return new Recovery(paymentId, Result.NO_ANSWER, List.of());
        }
        return listed.map(all -> recover(paymentId, all)).orElseGet(() -> new Recovery(paymentId, Result.NO_ANSWER, List.of()));
    }

    private Recovery recover(String paymentId, List<ListedRefund> listed) {
        List<String> recovered = new ArrayList<>();
        for (ListedRefund entry : listed) {
            Refundable seen = refunds.refundable(paymentId).orElseThrow();
            if (refunds.find(paymentId, entry.refundId()).isPresent()) {
                continue;
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Refund refund = new Refund(entry.refundId(), paymentId, seen.payment().terms().provider(), entry.amount(), RefundStatus.PENDING,
                    Optional.empty(), entry.providerReference(), Optional.empty(), Optional.of(now), Optional.of(now), now, now);
            if (!refunds.recover(refund, seen)) {
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
        /** All refunds that the provider lists are booked. */
        RECOVERED,
        NOT_FOUND,
        /** The provider does not list refunds; a full refund shows in the payment's status there. */
        NOT_LISTED,
        NO_ANSWER,
        /** A listed refund is more than is left of the payment: a person has to look. */
        DOES_NOT_FIT
    }
}
