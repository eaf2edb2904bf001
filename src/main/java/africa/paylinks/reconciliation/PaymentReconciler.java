package africa.paylinks.reconciliation;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.StatusCheck.Finding;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.reconciliation.CheckResult.Contact;
import africa.paylinks.subscription.ChargeReference;
import africa.paylinks.subscription.OpenCharges;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Checks payments for which no webhook may arrive. It asks the provider, fails payments that were never created, and expires
 * overdue ones. It keeps asking about a given-up payment for a while, because its customer may have paid.
 */
@Singleton
public final class PaymentReconciler implements DueItemHandler {

    private static final Logger LOG = Logger.getLogger(PaymentReconciler.class);
    private static final Duration FOLLOW_UP_AGE = Duration.ofMinutes(2);
    private static final Duration PROVIDER_GRACE = Duration.ofHours(1);
    private static final Duration MAX_UNANSWERED = Duration.ofDays(30);

    private final PaymentStore payments;
    private final ProviderRegistry providers;
    private final StatusCheck statusCheck;
    private final Clock clock;
    private final ReconciliationConfig config;
    private final Metrics metrics;
    private final OpenCharges charges;

    public PaymentReconciler(PaymentStore payments, ProviderRegistry providers, StatusCheck statusCheck, Clock clock,
            ReconciliationConfig config, Metrics metrics, OpenCharges charges) {
        this.payments = payments;
        this.providers = providers;
        this.statusCheck = statusCheck;
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
        this.charges = charges;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfPayment;
    }

    @Override
    public CheckResult check(DueItem due, int attempt) {
        Optional<Payment> found = unpaid(due);
        if (found.isEmpty()) {
            return CheckResult.finished(Contact.NONE);
        }
        Payment payment = found.get();
        Finding finding = statusCheck.check(payment, Optional.empty());
        if (finding.isPaid() && finding.kind() == Finding.Kind.DECIDED) {
            return CheckResult.finished(Contact.ANSWERED);
        }
        Instant now = now();
        return switch (finding.kind()) {
            case NO_ANSWER -> unanswered(payment, now, finding.retryAfter());
            case UNREADABLE -> unreadable(payment, now);
            case TOO_SOON -> CheckResult.tooSoon(now.plus(finding.retryAfter().orElseThrow()));
            case DECIDED -> CheckResult.dueAgain(Contact.ANSWERED, next(payment, now));
            case OPEN -> stillOpen(payment, now, attempt);
            case CONTRADICTED -> expireWhenDue(payment, now, Contact.ANSWERED);
            case NOT_KNOWN -> notFound(payment, now, Contact.ANSWERED);
            case NOT_BEGUN -> notFound(payment, now, Contact.NONE);
            case NOT_POSSIBLE -> notCheckable(payment, now);
        };
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        return unpaid(due).map(payment -> unanswered(payment, now(), Optional.empty())).map(result ->
                CheckResult.dueAgain(Contact.NONE, result.next())).orElseGet(() -> CheckResult.finished(Contact.NONE));
    }

    private Optional<Payment> unpaid(DueItem due) {
        return payments.find(((DueItem.OfPayment) due.subject()).paymentId()).filter(payment -> !payment.status().isPaid());
    }

    private CheckResult stillOpen(Payment payment, Instant now, int attempt) {
        StatusLookup.Polling followUp = providers.named(payment.terms().provider()).filter(StatusLookup.class::isInstance)
                .map(provider -> ((StatusLookup) provider).followUp()).orElseThrow();
        CheckResult result = expireWhenDue(payment, now, Contact.ANSWERED);
        boolean first = attempt > 1 || now.isBefore(payment.terms().createdAt().plus(FOLLOW_UP_AGE));
        return first && attempt < followUp.limit() && now.isBefore(payment.terms().expiresAt())
                ? result.soon(followUp.interval()) : result;
    }

    /** The provider does not answer: expiry waits at most an hour for an answer. */
    private CheckResult unanswered(Payment payment, Instant now, Optional<Duration> retryAfter) {
        expireUnanswered(payment, now);
        Instant retry = Schedule.retry(payment.terms().createdAt(), now);
        return CheckResult.unanswered(next(payment, now).map(usual -> earlier(usual, retry)).or(() -> dailyRetry(payment, now)), retryAfter);
    }

    /** An unreadable answer will not improve within minutes, so the item keeps the usual schedule and does not delay others. */
    private CheckResult unreadable(Payment payment, Instant now) {
        expireUnanswered(payment, now);
        return CheckResult.dueAgain(Contact.ANSWERED, next(payment, now).or(() -> dailyRetry(payment, now)));
    }

    /**
     * Whether the subscription of a payment asks its provider again under the same reference until the outcome is known. Giving
     * it up would allow another attempt, and so a second debit.
     */
    private boolean isAskedAgain(Payment payment) {
        return payment.status() == PaymentStatus.CREATING && isCharge(payment) && charges.isAskedAgain(payment.id());
    }

    private static boolean isCharge(Payment payment) {
        return ChargeReference.read(payment.id()).isPresent();
    }

    private void expireUnanswered(Payment payment, Instant now) {
        if (isAskedAgain(payment)) {
            return;
        }
        // A subscription would make another attempt after the expiry, although the customer may have approved this one.
        Instant cutoff = now.minus(isCharge(payment) ? MAX_UNANSWERED : PROVIDER_GRACE);
        if (payment.status() == PaymentStatus.CREATING && isNeverCreated(payment, cutoff)) {
            giveUpCreation(payment, now);
        } else {
            expire(payment, now, cutoff);
        }
    }

    /** A payment that was given up without an answer is checked daily for a month; an open charge until its outcome is known. */
    private static Optional<Instant> dailyRetry(Payment payment, Instant now) {
        return Schedule.usual(payment.id(), payment.terms().createdAt(), now)
                .filter(at -> isCharge(payment) && payment.status().isOpen() || payment.terms().expiresAt().plus(MAX_UNANSWERED).isAfter(at));
    }

    /** The provider does not know the payment: nobody has tried to pay yet, or the creation was lost. */
    private CheckResult notFound(Payment payment, Instant now, Contact contact) {
        if (payment.status() != PaymentStatus.CREATING) {
            return expireWhenDue(payment, now, contact);
        }
        // One that is not needed any more is given up only when its provider says that it does not know it.
        if (isCharge(payment) && contact == Contact.NONE || isAskedAgain(payment)) {
            return CheckResult.dueAgain(contact, next(payment, now).or(() -> dailyRetry(payment, now)));
        }
        if (!isNeverCreated(payment, now)) {
            return CheckResult.dueAgain(contact, next(payment, now)
                    .map(usual -> earlier(usual, payment.terms().createdAt().plus(config.creationPatience()))));
        }
        giveUpCreation(payment, now);
        return CheckResult.dueAgain(contact, next(payment, now));
    }

    /** A payment that cannot be looked up only needs to expire. */
    private CheckResult notCheckable(Payment payment, Instant now) {
        if (payment.status() == PaymentStatus.CREATING) {
            return notFound(payment, now, Contact.NONE);
        }
        expire(payment, now, now);
        return CheckResult.dueAgain(Contact.NONE, Optional.of(payment.terms().expiresAt()).filter(now::isBefore));
    }

    private CheckResult expireWhenDue(Payment payment, Instant now, Contact contact) {
        expire(payment, now, now);
        return CheckResult.dueAgain(contact, next(payment, now));
    }

    private boolean isNeverCreated(Payment payment, Instant cutoff) {
        return !cutoff.isBefore(payment.terms().createdAt().plus(config.creationPatience()));
    }

    private void giveUpCreation(Payment payment, Instant now) {
        LOG.warnf("creation-unknown provider=%s payment=%s", payment.terms().provider(), payment.id());
        payments.raise(new StatusEvent(payment.id(), payment.terms().provider(), PaymentStatus.FAILED, Cause.STATUS_CHECK, now,
                Optional.empty(), Optional.empty(), Optional.of(Failure.CREATION_UNKNOWN),
                Map.of("failure", Failure.CREATION_UNKNOWN.code())));
        metrics.line("creation-given-up", payment.terms().provider()).count(Metric.CREATION_UNKNOWN).property("payment", payment.id()).write();
    }

    private void expire(Payment payment, Instant now, Instant cutoff) {
        if (payment.status().isOpen() && !cutoff.isBefore(payment.terms().expiresAt())) {
            payments.raise(new StatusEvent(payment.id(), payment.terms().provider(), PaymentStatus.EXPIRED, Cause.EXPIRY, now,
                    Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
        }
    }

    private Optional<Instant> next(Payment payment, Instant now) {
        return Schedule.next(payment.terms(), now, config.followUp());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
