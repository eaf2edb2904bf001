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
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Finds out how a payment stands of which no webhook may ever tell: asks its provider, ends what was never created, and
 * expires what is over. A payment that was given up is still asked about for a while, because its customer may have paid.
 */
@Singleton
public final class PaymentReconciler implements DueItemHandler {

    private static final Logger LOG = Logger.getLogger(PaymentReconciler.class);
    private static final Duration AGE_OF_FOLLOW_UP = Duration.ofMinutes(2);
    private static final Duration PATIENCE_WITH_PROVIDER = Duration.ofHours(1);
    private static final Duration LONGEST_SILENCE = Duration.ofDays(30);

    private final PaymentStore payments;
    private final ProviderRegistry providers;
    private final StatusCheck statusCheck;
    private final Clock clock;
    private final ReconciliationConfig config;
    private final Metrics metrics;

    public PaymentReconciler(PaymentStore payments, ProviderRegistry providers, StatusCheck statusCheck, Clock clock,
            ReconciliationConfig config, Metrics metrics) {
        this.payments = payments;
        this.providers = providers;
        this.statusCheck = statusCheck;
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfPayment;
    }

    @Override
    public CheckResult check(DueItem due, int turn) {
        Optional<Payment> found = unpaid(due);
        if (found.isEmpty()) {
            return CheckResult.over(Contact.NONE);
        }
        Payment payment = found.get();
        Finding finding = statusCheck.ask(payment, Optional.empty());
        if (finding.isPaid() && finding.kind() == Finding.Kind.DECIDED) {
            return CheckResult.over(Contact.ANSWERED);
        }
        Instant now = now();
        return switch (finding.kind()) {
            case NO_ANSWER -> unanswered(payment, now, finding.retryAfter());
            case UNREADABLE -> unreadable(payment, now);
            case TOO_SOON -> CheckResult.tooSoon(now.plus(finding.retryAfter().orElseThrow()));
            case DECIDED -> CheckResult.again(Contact.ANSWERED, next(payment, now));
            case OPEN -> open(payment, now, turn);
            case CONTRADICTED -> ended(payment, now, Contact.ANSWERED);
            case NOT_KNOWN -> absent(payment, now, Contact.ANSWERED);
            case NOT_BEGUN -> absent(payment, now, Contact.NONE);
            case NOT_POSSIBLE -> unaskable(payment, now);
        };
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        return unpaid(due).map(payment -> unanswered(payment, now(), Optional.empty())).map(result ->
                CheckResult.again(Contact.NONE, result.next())).orElseGet(() -> CheckResult.over(Contact.NONE));
    }

    private Optional<Payment> unpaid(DueItem due) {
        return payments.find(((DueItem.OfPayment) due.subject()).paymentId()).filter(payment -> !payment.status().isPaid());
    }

    private CheckResult open(Payment payment, Instant now, int turn) {
        StatusLookup.Polling followUp = providers.named(payment.terms().provider()).filter(StatusLookup.class::isInstance)
                .map(provider -> ((StatusLookup) provider).followUp()).orElseThrow();
        CheckResult result = ended(payment, now, Contact.ANSWERED);
        boolean first = turn > 1 || now.isBefore(payment.terms().createdAt().plus(AGE_OF_FOLLOW_UP));
        return first && turn < followUp.limit() && now.isBefore(payment.terms().expiresAt())
                ? result.soon(followUp.interval()) : result;
    }

    /** Asked and not answered: an expiry waits an hour for the provider's last word, and no longer. */
    private CheckResult unanswered(Payment payment, Instant now, Optional<Duration> retryAfter) {
        expireUnanswered(payment, now);
        Instant retry = Schedule.retry(payment.terms().createdAt(), now);
        return CheckResult.unanswered(next(payment, now).map(usual -> earlier(usual, retry)).or(() -> afterAll(payment, now)), retryAfter);
    }

    /** What cannot be read today will hardly be read in a minute: it waits for the usual times, and holds up nobody else. */
    private CheckResult unreadable(Payment payment, Instant now) {
        expireUnanswered(payment, now);
        return CheckResult.again(Contact.ANSWERED, next(payment, now).or(() -> afterAll(payment, now)));
    }

    private void expireUnanswered(Payment payment, Instant now) {
        Instant patient = now.minus(PATIENCE_WITH_PROVIDER);
        if (payment.status() == PaymentStatus.CREATING && isNeverCreated(payment, patient)) {
            giveUpCreation(payment, now);
        } else {
            expire(payment, now, patient);
        }
    }

    /** Silence is no last word: what was not answered when it was to be given up is asked again, daily, for a month. */
    private static Optional<Instant> afterAll(Payment payment, Instant now) {
        return Schedule.usual(payment.id(), payment.terms().createdAt(), now)
                .filter(payment.terms().expiresAt().plus(LONGEST_SILENCE)::isAfter);
    }

    /** The provider does not have it: that is so of a link that nobody has tried yet, and of a creation that got lost. */
    private CheckResult absent(Payment payment, Instant now, Contact contact) {
        if (payment.status() != PaymentStatus.CREATING) {
            return ended(payment, now, contact);
        }
        if (!isNeverCreated(payment, now)) {
            return CheckResult.again(contact, next(payment, now)
                    .map(usual -> earlier(usual, payment.terms().createdAt().plus(config.creationPatience()))));
        }
        giveUpCreation(payment, now);
        return CheckResult.again(contact, next(payment, now));
    }

    /** A payment that can never be asked about needs no result before it is over, and none after that. */
    private CheckResult unaskable(Payment payment, Instant now) {
        if (payment.status() == PaymentStatus.CREATING) {
            return absent(payment, now, Contact.NONE);
        }
        expire(payment, now, now);
        return CheckResult.again(Contact.NONE, Optional.of(payment.terms().expiresAt()).filter(now::isBefore));
    }

    private CheckResult ended(Payment payment, Instant now, Contact contact) {
        expire(payment, now, now);
        return CheckResult.again(contact, next(payment, now));
    }

    private boolean isNeverCreated(Payment payment, Instant by) {
        return !by.isBefore(payment.terms().createdAt().plus(config.creationPatience()));
    }

    private void giveUpCreation(Payment payment, Instant now) {
        LOG.warnf("creation-unknown provider=%s payment=%s", payment.terms().provider(), payment.id());
        metrics.line("creation-given-up", payment.terms().provider()).count(Metric.CREATION_UNKNOWN).property("payment", payment.id()).write();
        payments.raise(new StatusEvent(payment.id(), payment.terms().provider(), PaymentStatus.FAILED, Cause.STATUS_CHECK, now,
                Optional.empty(), Optional.empty(), Optional.of(Failure.CREATION_UNKNOWN),
                Map.of("failure", Failure.CREATION_UNKNOWN.code())));
    }

    private void expire(Payment payment, Instant now, Instant by) {
        if (payment.status().isOpen() && !by.isBefore(payment.terms().expiresAt())) {
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
