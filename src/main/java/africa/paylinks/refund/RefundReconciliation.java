package africa.paylinks.refund;

import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.provider.Attempts;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.RefundDiscovery;
import africa.paylinks.provider.RefundDiscovery.Listed;
import africa.paylinks.provider.RefundLookup;
import africa.paylinks.provider.RefundLookup.RefundNotFound;
import africa.paylinks.provider.RefundLookup.RefundFailed;
import africa.paylinks.provider.RefundLookup.RefundInProgress;
import africa.paylinks.provider.RefundLookup.RefundCompleted;
import africa.paylinks.provider.RefundLookup.ProviderRefundStatus;
import africa.paylinks.provider.RefundLookup.RefundUnavailable;
import africa.paylinks.provider.RefundLookup.RefundUnknown;
import africa.paylinks.provider.Refunder;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Resolves an open refund. The provider is asked to refund only once, by the process that recorded this first. After that,
 * the provider is only asked for the refund's status.
 */
@Singleton
final class RefundReconciliation {

    private static final Logger LOG = Logger.getLogger(RefundReconciliation.class);
    /** Longer than the request that orders a refund. */
    private static final Duration REQUEST_TIME = Duration.ofMinutes(1);
    private static final Duration MIN_PAUSE = Duration.ofSeconds(30);
    private static final Duration MAX_PAUSE = Duration.ofHours(6);

    private final RefundStore refunds;
    private final ProviderRegistry providers;
    private final RefundConfig config;
    private final Clock clock;
    private final Metrics metrics;

    RefundReconciliation(RefundStore refunds, ProviderRegistry providers, RefundConfig config, Clock clock, Metrics metrics) {
        this.refunds = refunds;
        this.providers = providers;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Resolves an open refund; the caller writes the result. */
    Finding reconcileRefund(Payment payment, Refund refund) {
        Optional<Refunder> provider = providers.named(payment.terms().provider())
                .filter(Refunder.class::isInstance).map(Refunder.class::cast);
        if (provider.isEmpty()) {
            return unresolved(payment, refund, "is no longer supported");
        }
        if (refund.requestedAt().isPresent()) {
            return lookUp(provider.get(), payment, refund);
        }
        Optional<Finding> earlier = madeBefore(provider.get(), payment, refund);
        return earlier.orElseGet(() -> refunds.claimRequest(refund, now()).map(claimed -> request(provider.get(), payment, claimed))
                .orElseGet(HandledElsewhere::new));
    }

    /**
     * The status of a refund that is still to be requested although it is old. If the table was restored to a time before the
     * request, the provider knows the refund already.
     *
     * @return empty when it is to be requested
     */
    private Optional<Finding> madeBefore(Refunder provider, Payment payment, Refund refund) {
        if (!(provider instanceof RefundLookup lookup) || now().isBefore(refund.createdAt().plus(REQUEST_TIME))) {
            return Optional.empty();
        }
        ProviderRefundStatus status = ask(lookup, payment, refund);
        return status instanceof RefundNotFound ? Optional.empty() : Optional.of(updated(payment, refund, status));
    }

    private Finding request(Refunder provider, Payment payment, Refund refund) {
        // A refund is requested only once, so this is never a retry.
        Attempts.count(metrics, payment, "refund", false);
        Refunder.RefundOutcome outcome;
        try {
            outcome = provider.refund(payment, refund.id(), refund.amount(), refund.reason());
        } catch (ProviderNotConfigured | SecretsUnavailable notUsable) {
            return notRequested(refund, Problem.of(ProblemCode.PROVIDER_NOT_CONFIGURED, notUsable.getMessage()));
        }
        Instant now = now();
        if (outcome instanceof Refunder.Accepted accepted) {
            return new Updated(accepted.settled()
                    ? refund.completed(accepted.providerReference(), now)
                    : refund.open(accepted.providerReference(), now, nextDueAt(refund, now)));
        }
        if (outcome instanceof Refunder.Declined declined) {
            return new Updated(refund.failed(declined.failure(), now));
        }
        if (outcome instanceof Refunder.NotRequested notRequested) {
            return notRequested(refund, Problem.of(ProblemCode.PROVIDER_TIMEOUT, provider.name() + " " + notRequested.reason()
                    + ". Nothing was refunded; send the same request with the same key to try again.").retryAfter(1));
        }
        if (outcome instanceof Refunder.Unanswered unanswered) {
            return unanswered(payment, refund, unanswered.reason());
        }
        return unresolved(payment, refund, ((Refunder.Undecided) outcome).reason());
    }

    private Finding notRequested(Refund refund, Problem problem) {
        Instant now = now();
        return new NotRequested(refund.notRequested(now, nextDueAt(refund, now)), problem.about(refund.paymentId()));
    }

    private Updated lookUp(Refunder provider, Payment payment, Refund refund) {
        if (!(provider instanceof RefundLookup lookup)) {
            return unresolved(payment, refund, "cannot report refunds: look it up there");
        }
        return updated(payment, refund, ask(lookup, payment, refund));
    }

    private ProviderRefundStatus ask(RefundLookup lookup, Payment payment, Refund refund) {
        // A refund without a reference is one whose request has no answer.
        Attempts.count(metrics, payment, "refund-status", refund.providerReference().isEmpty());
        try {
            ProviderRefundStatus status = lookup.lookUpRefund(payment, refund);
            return status instanceof RefundUnknown && refund.providerReference().isEmpty() && lookup instanceof RefundDiscovery discovery
                    ? amongAll(discovery, payment, refund).orElse(status) : status;
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable noAnswer) {
            return new RefundUnavailable(String.valueOf(noAnswer.getMessage()));
        }
    }

    /** Decides by all refunds of the payment whether a listed one without our id is this refund; empty when it stays unclear. */
    private Optional<ProviderRefundStatus> amongAll(RefundDiscovery discovery, Payment payment, Refund refund) {
        if (!(discovery.listAllRefunds(payment) instanceof Listed listed)) {
            return Optional.empty();
        }
        RefundMatch match = RefundMatch.of(listed.refunds(), refunds.refunds(payment.id()), now());
        if (match.contradicted().contains(refund.id()) || match.undecided() && !match.assigned().containsKey(refund.id())) {
            return Optional.empty();
        }
        return Optional.of(Optional.ofNullable(match.assigned().get(refund.id())).<ProviderRefundStatus>map(entry -> entry.settled()
                        ? new RefundCompleted(Optional.of(entry.providerReference())) : new RefundInProgress(Optional.of(entry.providerReference())))
                .orElseGet(RefundNotFound::new));
    }

    private Updated updated(Payment payment, Refund refund, ProviderRefundStatus status) {
        return status instanceof RefundUnavailable unavailable
                ? unanswered(payment, refund, unavailable.reason())
                : resolved(payment, refund, status);
    }

    private Updated resolved(Payment payment, Refund refund, ProviderRefundStatus status) {
        Instant now = now();
        if (status instanceof RefundCompleted settled) {
            return new Updated(refund.completed(settled.providerReference(), now));
        }
        if (status instanceof RefundFailed failed) {
            return new Updated(refund.failed(failed.failure(), now));
        }
        if (status instanceof RefundInProgress onItsWay) {
            return new Updated(refund.open(onItsWay.providerReference(), now, nextDueAt(refund, now)));
        }
        if (status instanceof RefundNotFound) {
            // If the provider gave a reference and no longer knows it, something else is wrong.
            boolean neverCreated = refund.providerReference().isEmpty()
                    && refund.requestedAt().orElseThrow().plus(config.patience()).isBefore(now);
            return neverCreated
                    ? new Updated(refund.failed(new Failure("refund-not-made", payment.terms().provider()
                            + " has no such refund: the request did not reach it. Nothing was refunded."), now))
                    : unresolved(payment, refund, "does not know it yet");
        }
        return unresolved(payment, refund, ((RefundUnknown) status).reason());
    }

    private Updated unanswered(Payment payment, Refund refund, String reason) {
        return new Updated(unresolved(payment, refund, reason).refund(), false);
    }

    private Updated unresolved(Payment payment, Refund refund, String reason) {
        LOG.warnf("refund-unresolved payment=%s refund=%s: the provider %s", refund.paymentId(), refund.id(), reason);
        metrics.line("refund-checked", payment.terms().provider()).count(Metric.REFUND_UNRESOLVED)
                .property("payment", refund.paymentId()).property("refund", refund.id()).write();
        Instant now = now();
        return new Updated(refund.open(Optional.empty(), now, nextDueAt(refund, now)));
    }

    /** The interval equals the refund's age, so checks are frequent at first and never stop. */
    private static Instant nextDueAt(Refund refund, Instant now) {
        Duration age = Duration.between(refund.createdAt(), now);
        Duration pause = age.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : age;
        return now.plus(pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The result of resolving a refund. */
    sealed interface Finding {
    }

    /**
     * The refund's new state, to be written.
     *
     * @param answered whether the provider answered, if it was asked
     */
    record Updated(Refund refund, boolean answered) implements Finding {

        private Updated(Refund refund) {
            this(refund, true);
        }
    }

    /** The provider could not be asked; the refund can be retried. */
    record NotRequested(Refund refund, Problem problem) implements Finding {
    }

    /** Another process has asked the provider, or is asking it. */
    record HandledElsewhere() implements Finding {
    }
}
