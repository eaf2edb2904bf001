package africa.paylinks.refund;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Attempts;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.RefundDiscovery;
import africa.paylinks.provider.RefundDiscovery.Listed;
import africa.paylinks.provider.RefundDiscovery.Listing;
import africa.paylinks.provider.RefundDiscovery.NotListed;
import africa.paylinks.provider.RefundDiscovery.ProviderRefund;
import africa.paylinks.provider.StatusLookup.ProviderStatus;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Finds and books refunds that somebody made at the provider, such as on its dashboard. Each is booked once under an id that
 * follows from the provider's, with the effect of a refund of ours. What would exceed the payment is not booked but recorded
 * for a person.
 */
@Singleton
public final class ProviderRefunds {

    private static final Logger LOG = Logger.getLogger(ProviderRefunds.class);
    /** More than the number of refunds of one payment that change it concurrently. */
    private static final int MAX_ATTEMPTS = 50;

    private final RefundStore refunds;
    private final ProviderRegistry providers;
    private final RefundConfig config;
    private final Clock clock;
    private final Metrics metrics;

    public ProviderRefunds(RefundStore refunds, ProviderRegistry providers, RefundConfig config, Clock clock, Metrics metrics) {
        this.refunds = refunds;
        this.providers = providers;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Asks the provider of a paid payment for its refunds and books those that are not booked yet; repeating it changes nothing.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Result book(Payment payment, Cause cause) {
        Optional<RefundDiscovery> provider = providers.named(payment.terms().provider())
                .filter(RefundDiscovery.class::isInstance).map(RefundDiscovery.class::cast);
        if (provider.isEmpty()) {
            return Result.DONE;
        }
        Attempts.count(metrics, payment, "refund-status", false);
        Listing listing = provider.get().listAllRefunds(payment);
        if (listing instanceof NotListed notListed) {
            return new Result(Optional.of(notListed.status()), false);
        }
        List<ProviderRefund> listed = ((Listed) listing).refunds();
        return listed.isEmpty() ? Result.DONE : book(payment, listed, cause);
    }

    private Result book(Payment payment, List<ProviderRefund> listed, Cause cause) {
        List<Refund> stored = refunds.refunds(payment.id());
        RefundMatch match = RefundMatch.of(listed, stored, now());
        for (Refund refund : stored) {
            Optional.ofNullable(match.assigned().get(refund.id())).filter(any -> refund.isOpen())
                    .ifPresent(entry -> update(payment, refund, entry, cause));
        }
        for (ProviderRefund entry : match.others()) {
            // A refund with our id is ours, and lost; unless that id is another's, or of a refund that was given up as never made.
            Optional<String> lost = entry.refundId().filter(id -> stored.stream().noneMatch(refund -> refund.id().equals(id)));
            book(payment, entry, lost, cause);
        }
        return match.undecided() ? new Result(Optional.empty(), true) : Result.DONE;
    }

    private void update(Payment payment, Refund refund, ProviderRefund entry, Cause cause) {
        Optional<String> reference = Optional.of(entry.providerReference());
        if (entry.settled()) {
            refunds.settle(refund.completed(reference, now()), payment, cause);
        } else if (refund.providerReference().isEmpty()) {
            refunds.settle(refund.open(reference, now(), refund.dueAt().orElseGet(this::firstCheck)), payment, cause);
        }
    }

    private void book(Payment payment, ProviderRefund entry, Optional<String> lost, Cause cause) {
        String id = lost.orElseGet(() -> ProviderRefundId.of(payment, entry.providerReference()));
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            Refundable seen = refunds.refundable(payment.id()).orElseThrow(() -> new IllegalStateException("A refunded payment is missing"));
            if (refunds.find(payment.id(), id).isPresent() || refunds.isCounted(payment.id(), entry.providerReference())
                    || isCountedByStatus(seen.payment(), entry)) {
                return;
            }
            if (entry.amount().minor() > seen.remaining().minor()) {
                exceeds(seen.payment(), entry, cause);
                return;
            }
            Refund refund = open(payment, id, entry, lost.isPresent());
            if (refunds.recover(refund, seen, cause)) {
                LOG.infof("refund-found provider=%s payment=%s refund=%s", payment.terms().provider(), payment.id(), id);
                if (entry.settled()) {
                    refunds.settle(refund.completed(Optional.of(entry.providerReference()), now()), seen.payment(), cause);
                }
                return;
            }
        }
        throw new IllegalStateException("A refund does not fit its payment: " + id);
    }

    /** A provider that said "refunded" counted its refunds without naming them. */
    private boolean isCountedByStatus(Payment payment, ProviderRefund entry) {
        if (payment.status() != PaymentStatus.REFUNDED) {
            return false;
        }
        long named = refunds.refunds(payment.id()).stream().filter(refund -> refund.status() == RefundStatus.COMPLETED)
                .mapToLong(refund -> refund.amount().minor()).sum();
        return entry.amount().minor() <= payment.refunded().minor() - named;
    }

    private Refund open(Payment payment, String id, ProviderRefund entry, boolean isOurs) {
        Instant now = now();
        Refund found = Refund.found(id, payment.terms(), entry.amount(), entry.providerReference(), now, firstCheck());
        return isOurs ? Refund.ordered(id, payment.terms(), entry.amount(), Optional.empty(), now, firstCheck()).requested(now)
                .open(found.providerReference(), now, firstCheck()) : found;
    }

    private void exceeds(Payment payment, ProviderRefund entry, Cause cause) {
        if (refunds.recordExcess(payment, entry.providerReference(), entry.amount(), cause, now())) {
            LOG.warnf("refund-exceeds-payment provider=%s payment=%s reference=%s amount=%s", payment.terms().provider(), payment.id(),
                    entry.providerReference(), entry.amount());
            metrics.line("refund-checked", payment.terms().provider()).count(Metric.REFUND_UNRESOLVED)
                    .property("payment", payment.id()).write();
        }
    }

    private Instant firstCheck() {
        return now().plus(config.firstCheck());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * The result of asking a provider.
     *
     * @param unclear   the provider's failure to answer, if it did not list the refunds
     * @param undecided whether one of them may be a refund that is being requested now, so that it must be asked again soon
     */
    public record Result(Optional<ProviderStatus> unclear, boolean undecided) {

        private static final Result DONE = new Result(Optional.empty(), false);
    }
}
