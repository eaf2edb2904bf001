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
import africa.paylinks.provider.RefundLookup;
import africa.paylinks.provider.RefundLookup.NoSuchRefund;
import africa.paylinks.provider.RefundLookup.RefundFailed;
import africa.paylinks.provider.RefundLookup.RefundOnItsWay;
import africa.paylinks.provider.RefundLookup.RefundSettled;
import africa.paylinks.provider.RefundLookup.RefundStanding;
import africa.paylinks.provider.RefundLookup.RefundUnclear;
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
 * Finds out what becomes of an open refund. The provider is asked for it once in its life, by whoever has noted so first;
 * from then on it is only asked how the refund went.
 */
@Singleton
final class RefundReconciliation {

    private static final Logger LOG = Logger.getLogger(RefundReconciliation.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);

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

    /** How an open refund stands now; what has changed is not written yet. */
    Finding reconcileRefund(Payment payment, Refund refund) {
        Optional<Refunder> provider = providers.named(payment.terms().provider())
                .filter(Refunder.class::isInstance).map(Refunder.class::cast);
        if (provider.isEmpty()) {
            return unresolved(payment, refund, "is no longer here");
        }
        if (refund.askedAt().isPresent()) {
            return lookUp(provider.get(), payment, refund);
        }
        return refunds.claimAsking(refund, now()).map(asked -> ask(provider.get(), payment, asked))
                .orElseGet(Elsewhere::new);
    }

    private Finding ask(Refunder provider, Payment payment, Refund refund) {
        // It is asked for once in its life, so that this is never a retry.
        Attempts.count(metrics, payment, "refund", false);
        Refunder.RefundOutcome outcome;
        try {
            outcome = provider.refund(payment, refund.id(), refund.amount(), refund.reason());
        } catch (ProviderNotConfigured | SecretsUnavailable notUsable) {
            return notAsked(refund, Problem.of(ProblemCode.PROVIDER_NOT_CONFIGURED, notUsable.getMessage()));
        }
        Instant now = now();
        if (outcome instanceof Refunder.Accepted accepted) {
            return new ProviderStatus(accepted.settled()
                    ? refund.completed(accepted.providerReference(), now)
                    : refund.open(accepted.providerReference(), now, nextDueAt(refund, now)));
        }
        if (outcome instanceof Refunder.Declined declined) {
            return new ProviderStatus(refund.failed(declined.failure(), now));
        }
        if (outcome instanceof Refunder.NotAsked notAsked) {
            return notAsked(refund, Problem.of(ProblemCode.PROVIDER_TIMEOUT, provider.name() + " " + notAsked.reason()
                    + ". Nothing was refunded; send the same request with the same key to try again.").retryAfter(1));
        }
        return unresolved(payment, refund, ((Refunder.Undecided) outcome).reason());
    }

    private Finding notAsked(Refund refund, Problem problem) {
        Instant now = now();
        return new NotAsked(refund.notAsked(now, nextDueAt(refund, now)), problem.about(refund.paymentId()));
    }

    private ProviderStatus lookUp(Refunder provider, Payment payment, Refund refund) {
        if (!(provider instanceof RefundLookup lookup)) {
            return unresolved(payment, refund, "cannot be asked about refunds: look it up there");
        }
        // Without a reference, the request for it came to no answer.
        Attempts.count(metrics, payment, "refund-status", refund.providerReference().isEmpty());
        RefundStanding standing;
        try {
            standing = lookup.lookUpRefund(payment, refund);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable noAnswer) {
            return new ProviderStatus(unresolved(payment, refund, String.valueOf(noAnswer.getMessage())).refund(), false);
        }
        Instant now = now();
        if (standing instanceof RefundSettled settled) {
            return new ProviderStatus(refund.completed(settled.providerReference(), now));
        }
        if (standing instanceof RefundFailed failed) {
            return new ProviderStatus(refund.failed(failed.failure(), now));
        }
        if (standing instanceof RefundOnItsWay onItsWay) {
            return new ProviderStatus(refund.open(onItsWay.providerReference(), now, nextDueAt(refund, now)));
        }
        if (standing instanceof NoSuchRefund) {
            // A reference that the provider gave and no longer knows means that something else is wrong.
            boolean neverMade = refund.providerReference().isEmpty()
                    && refund.askedAt().orElseThrow().plus(config.patience()).isBefore(now);
            return neverMade
                    ? new ProviderStatus(refund.failed(new Failure("refund-not-made", provider.name()
                            + " has no such refund: the call for it did not arrive. Nothing was given back."), now))
                    : unresolved(payment, refund, "does not know it, or not yet");
        }
        return unresolved(payment, refund, ((RefundUnclear) standing).reason());
    }

    private ProviderStatus unresolved(Payment payment, Refund refund, String reason) {
        LOG.warnf("refund-unresolved payment=%s refund=%s: the provider %s", refund.paymentId(), refund.id(), reason);
        metrics.line("refund-unresolved", payment.terms().provider()).count(Metric.REFUND_UNRESOLVED)
                .property("payment", refund.paymentId()).property("refund", refund.id()).write();
        Instant now = now();
        return new ProviderStatus(refund.open(Optional.empty(), now, nextDueAt(refund, now)));
    }

    /** As much later as the refund is old, so that it is asked about often at first and never forgotten. */
    private static Instant nextDueAt(Refund refund, Instant now) {
        Duration age = Duration.between(refund.createdAt(), now);
        Duration pause = age.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : age;
        return now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What came of pursuing a refund. */
    sealed interface Finding {
    }

    /**
     * How it stands.
     *
     * @param answered whether the provider answered, if it was asked
     */
    record ProviderStatus(Refund refund, boolean answered) implements Finding {

        private ProviderStatus(Refund refund) {
            this(refund, true);
        }
    }

    /** The provider could not be asked for it; it can be tried again. */
    record NotAsked(Refund refund, Problem problem) implements Finding {
    }

    /** Somebody else has asked the provider for it, or is asking. */
    record Elsewhere() implements Finding {
    }
}
