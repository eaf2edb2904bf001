package africa.paylinks.subscription;

import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.link.InternalLinkRequest;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.subscription.ProviderGate.Contact;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Charges subscriptions. Each attempt is written before the provider is asked, and its payment's id follows from it, so runs
 * that overlap, or that are repeated after a crash, ask for the same payment.
 */
@Singleton
public final class SubscriptionCharging implements OpenCharges {

    private static final Logger LOG = Logger.getLogger(SubscriptionCharging.class);
    private static final String KEY = "subscription:";
    private static final int MAX_METADATA_PAIRS = 20;
    private static final Failure EXPIRED = new Failure("expired", "The payment was not made in time.");
    private static final Failure CANCELLED = new Failure("cancelled", "The payment was cancelled.");
    private static final Failure NOT_ASKED = new Failure("provider-unavailable", "The attempt was not needed any more before the provider could be asked.");
    private static final Set<ProblemCode> NO_ANSWER = Set.of(ProblemCode.PROVIDER_TIMEOUT, ProblemCode.PROVIDER_NOT_CONFIGURED);
    private static final Duration UNRESOLVED_AGE = Duration.ofDays(1);
    /** Longer than any function may run. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(15);

    private final SubscriptionUpdater subscriptions;
    private final LinkCreation links;
    private final PaymentStore payments;
    private final DebitPolicy debits;
    private final Clock clock;

    public SubscriptionCharging(SubscriptionUpdater subscriptions, LinkCreation links, PaymentStore payments, DebitPolicy debits,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.links = links;
        this.payments = payments;
        this.debits = debits;
        this.clock = clock;
    }

    /** Loads what the first charge needs. */
    public void prepare() {
        links.prepare();
    }

    /**
     * Processes whatever is due of a subscription: opens periods, starts attempts, and asks about those without an outcome.
     *
     * @return when it is due again; empty for never
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Optional<Instant> process(String subscriptionId) {
        return process(subscriptionId, ProviderGate.OPEN);
    }

    /**
     * Does the same, but leaves alone a provider that is away: an attempt waits, unchanged, until the provider may be called again.
     *
     * @return when it is due again; empty for never
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Optional<Instant> process(String subscriptionId, ProviderGate gate) {
        Optional<SubscriptionUpdater.Updated> current = subscriptions.update(subscriptionId, Optional.empty(), Billing::advance);
        if (current.isEmpty()) {
            return Optional.empty();
        }
        Set<String> started = current.get().started();
        Instant callsFrom = Instant.MIN;
        for (LocalDate date : current.get().account().periods().stream().map(BillingPeriod::date).toList()) {
            // An outcome of one period may end the subscription, so each decision about another one takes what is known then.
            SubscriptionAccount account = current.get().account();
            Optional<BillingPeriod> period = account.periods().stream().filter(any -> any.date().equals(date)).findFirst();
            Optional<Attempt> due = period.flatMap(BillingPeriod::live)
                    .filter(live -> started.contains(live.paymentId()) || !live.checkAt().isAfter(clock.instant()));
            if (due.isEmpty()) {
                continue;
            }
            boolean isNew = started.contains(due.get().paymentId()) && isNeeded(account.subscription(), period.get(), due.get());
            Optional<ChargeOutcome> known = isNew ? Optional.empty() : known(account.subscription(), period.get(), due.get());
            Optional<Instant> closed = known.isPresent() ? Optional.empty() : gate.closedUntil(account.subscription().terms().provider());
            if (closed.isPresent()) {
                callsFrom = closed.get();
                continue;
            }
            ChargeOutcome outcome = known.orElseGet(() -> ask(account.subscription(), period.get(), due.get(), gate));
            current = observe(subscriptionId, date, due.get().paymentId(), outcome);
            if (current.isEmpty()) {
                return Optional.empty();
            }
        }
        Instant earliest = callsFrom;
        return current.flatMap(last -> Billing.dueAt(last.account(), earliest));
    }

    private ChargeOutcome ask(Subscription subscription, BillingPeriod period, Attempt attempt, ProviderGate gate) {
        Asked asked = ask(subscription, period, attempt, Optional.empty());
        gate.report(subscription.terms().provider(), asked.contact());
        return asked.outcome();
    }

    /** What the attempt's payment tells; empty when the provider must be asked. */
    private Optional<ChargeOutcome> known(Subscription subscription, BillingPeriod period, Attempt attempt) {
        Optional<ChargeOutcome> outcome = payments.find(attempt.paymentId()).map(this::outcome);
        if (attempt.status() == AttemptStatus.PENDING) {
            return outcome.or(() -> Optional.of(new ChargeOutcome.Unknown(Optional.empty())));
        } else if (!isNeeded(subscription, period, attempt)) {
            // Whoever asks reserves the payment first; after this time nobody is about to.
            boolean isUnasked = !attempt.startedAt().plus(LONGEST_RUN).isAfter(clock.instant());
            return outcome.or(() -> Optional.of(isUnasked ? new ChargeOutcome.Failed(NOT_ASKED) : new ChargeOutcome.Unknown(Optional.empty())));
        }
        return outcome.filter(told -> !(told instanceof ChargeOutcome.Unknown));
    }

    /** An attempt that the provider may not know must not begin when its period is paid or nothing is charged any more. */
    private static boolean isNeeded(Subscription subscription, BillingPeriod period, Attempt attempt) {
        return period.status() != PeriodStatus.PAID && (attempt.requested() || !subscription.status().isStopped());
    }

    @Override
    public boolean isAskedAgain(String paymentId) {
        return ChargeReference.read(paymentId).flatMap(reference -> subscriptions.find(reference.subscriptionId(), reference.period()))
                .filter(account -> account.periods().stream().anyMatch(period -> period.attempt(paymentId)
                        .filter(attempt -> attempt.status().isLive() && isNeeded(account.subscription(), period, attempt)).isPresent()))
                .isPresent();
    }

    /**
     * Asks the provider about an attempt that a merchant requested, and records what is known.
     *
     * @param host the host name of the request
     */
    Optional<SubscriptionUpdater.Updated> charge(Subscription subscription, BillingPeriod period, Attempt attempt, String host) {
        return observe(subscription.id(), period.date(), attempt.paymentId(),
                ask(subscription, period, attempt, Optional.of(host)).outcome());
    }

    /**
     * Records the outcome of a payment that an attempt made. Repetition and order do not matter, because the payment is read
     * now.
     *
     * @return whether the payment belongs to a subscription
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public boolean settle(String paymentId) {
        Optional<ChargeReference> reference = ChargeReference.read(paymentId);
        Optional<Payment> payment = reference.flatMap(known -> payments.find(paymentId));
        return payment.isPresent() && observe(reference.get().subscriptionId(), reference.get().period(), paymentId,
                outcome(payment.get())).isPresent();
    }

    private Optional<SubscriptionUpdater.Updated> observe(String subscriptionId, LocalDate date, String paymentId, ChargeOutcome outcome) {
        return subscriptions.update(subscriptionId, Optional.of(date), billing -> billing.observe(date, paymentId, outcome));
    }

    private Asked ask(Subscription subscription, BillingPeriod period, Attempt attempt, Optional<String> host) {
        SubscriptionTerms terms = subscription.terms();
        try {
            InternalLinkRequest order = new InternalLinkRequest(attempt.paymentId(), terms.merchant(), KEY + attempt.paymentId(),
                    terms.provider(), attempt.paymentId(), period.amount(), Optional.of(terms.method()), terms.customer(),
                    terms.description(), metadata(terms, period));
            return new Asked(outcome(host.isPresent() ? links.create(order, host.get()) : links.create(order)), Contact.ANSWERED);
        } catch (ProblemException refused) {
            ProblemCode code = refused.problem().code();
            if (NO_ANSWER.contains(code)) {
                warnWhenOld(attempt);
            } else if (code != ProblemCode.REQUEST_IN_PROGRESS) {
                LOG.warnf("charge-not-possible payment=%s: %s", attempt.paymentId(), refused.problem().detail());
            }
            return new Asked(new ChargeOutcome.Unknown(seconds(refused.problem().retryAfterSeconds())),
                    NO_ANSWER.contains(code) ? Contact.NO_ANSWER : Contact.NONE);
        }
    }

    private void warnWhenOld(Attempt attempt) {
        if (attempt.startedAt().plus(UNRESOLVED_AGE).isBefore(clock.instant())) {
            LOG.warnf("charge-unresolved payment=%s since=%s", attempt.paymentId(), attempt.startedAt());
        }
    }

    /** A provider's part in an attempt. */
    private record Asked(ChargeOutcome outcome, Contact contact) {
    }

    private static Map<String, String> metadata(SubscriptionTerms terms, BillingPeriod period) {
        // A payment has as many pairs as a subscription, so those of a full subscription are left to it.
        Map<String, String> metadata = new TreeMap<>(terms.metadata().size() + 2 > MAX_METADATA_PAIRS ? Map.of() : terms.metadata());
        metadata.put("subscription", terms.id());
        metadata.put("period", period.date().toString());
        return metadata;
    }

    private static Optional<Duration> seconds(OptionalLong seconds) {
        return seconds.isPresent() ? Optional.of(Duration.ofSeconds(seconds.getAsLong())) : Optional.empty();
    }

    private ChargeOutcome outcome(Payment payment) {
        if (payment.status().isPaid()) {
            return new ChargeOutcome.Paid(payment.lateSuccess());
        } else if (payment.status().isClosedUnpaid()) {
            return new ChargeOutcome.Failed(payment.failure()
                    .orElse(payment.status() == PaymentStatus.CANCELLED ? CANCELLED : EXPIRED));
        } else if (payment.instructions().isEmpty()) {
            return new ChargeOutcome.Unknown(Optional.empty());
        }
        return new ChargeOutcome.Pending(payment.instructions().get().link(),
                !debits.isPushed(payment.terms().provider(), payment.terms().customer()));
    }
}
