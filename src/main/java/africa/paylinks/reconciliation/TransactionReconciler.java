package africa.paylinks.reconciliation;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentStore.Asker;
import africa.paylinks.provider.ReportedTransactions;
import africa.paylinks.provider.ReportedTransactions.Open;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.StatusCheck.Finding;
import africa.paylinks.reconciliation.CheckResult.Contact;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Finds out what became of an attempt that nobody but the returning customer has named. What its provider does not answer
 * is asked again, often for a day and then daily for a month; what it does not know, for as long as it may take to get to
 * know it.
 */
@Singleton
public final class TransactionReconciler implements DueItemHandler {

    private static final Logger LOG = Logger.getLogger(TransactionReconciler.class);
    private static final Duration PATIENCE_WITH_UNKNOWN = Duration.ofMinutes(15);
    private static final Duration PATIENCE_WITH_OPEN = Duration.ofDays(7);
    private static final Duration OFTEN = Duration.ofDays(1);
    private static final Duration LONGEST_SILENCE = Duration.ofDays(30);
    /** How long a transaction without an answer goes first: as long as it takes, at most, to ask about all that are open at once. */
    private static final Duration PRECEDENCE = Duration.ofMinutes(30);
    private static final Duration NEXT_TURN = Duration.ofMinutes(1);

    private final PaymentStore payments;
    private final ReportedTransactions attempts;
    private final StatusCheck statusCheck;
    private final Clock clock;
    private final Metrics metrics;

    public TransactionReconciler(PaymentStore payments, ReportedTransactions attempts, StatusCheck statusCheck, Clock clock, Metrics metrics) {
        this.payments = payments;
        this.attempts = attempts;
        this.statusCheck = statusCheck;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfAttempt;
    }

    @Override
    public CheckResult check(DueItem due, int turn) {
        DueItem.OfAttempt attempt = (DueItem.OfAttempt) due.subject();
        Optional<Payment> payment = undecided(attempt);
        List<Open> open = payment.isEmpty() ? List.of() : attempts.open(attempt.paymentId());
        Optional<Open> own = of(attempt, open);
        if (own.isEmpty()) {
            return CheckResult.over(Contact.NONE);
        }
        if (own.get().unknown() && open.stream().anyMatch(this::goesFirst)) {
            return CheckResult.tooSoon(now().plus(NEXT_TURN));
        }
        Instant since = own.get().reportedAt();
        Finding finding = statusCheck.ask(payment.get(), Optional.of(attempt.transactionId()), Asker.SCHEDULE);
        return switch (finding.kind()) {
            case TOO_SOON -> CheckResult.tooSoon(now().plus(finding.retryAfter().orElseThrow()));
            case DECIDED, CONTRADICTED -> CheckResult.over(Contact.ANSWERED);
            case UNREADABLE -> CheckResult.again(Contact.ANSWERED, usual(attempt, since, now(), LONGEST_SILENCE));
            case NO_ANSWER -> CheckResult.unanswered(retry(attempt, since), finding.retryAfter());
            case OPEN -> later(due, attempt, since, PATIENCE_WITH_OPEN);
            case NOT_KNOWN -> later(due, attempt, since, PATIENCE_WITH_UNKNOWN);
            case NOT_BEGUN, NOT_POSSIBLE -> CheckResult.over(Contact.NONE);
        };
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        DueItem.OfAttempt attempt = (DueItem.OfAttempt) due.subject();
        return undecided(attempt).flatMap(payment -> of(attempt, attempts.open(attempt.paymentId())))
                .map(own -> CheckResult.again(Contact.NONE, retry(attempt, own.reportedAt())))
                .orElseGet(() -> CheckResult.over(Contact.NONE));
    }

    /** Its payment, unless this very attempt has paid it; whatever another one did, this one may be money as well. */
    private Optional<Payment> undecided(DueItem.OfAttempt attempt) {
        return payments.find(attempt.paymentId()).filter(payment -> payment.paidBy().filter(attempt.transactionId()::equals).isEmpty());
    }

    private static Optional<Open> of(DueItem.OfAttempt attempt, List<Open> open) {
        return open.stream().filter(one -> one.transactionId().equals(attempt.transactionId())).findFirst();
    }

    /** Questions about one payment are few: none is spent a second time on what may be invented while another waits for its first. */
    private boolean goesFirst(Open other) {
        return other.answer().isEmpty() && now().isBefore(other.reportedAt().plus(PRECEDENCE));
    }

    private Optional<Instant> retry(DueItem.OfAttempt attempt, Instant since) {
        Instant now = now();
        return now.isBefore(since.plus(OFTEN))
                ? Optional.of(Schedule.retry(since, now))
                : usual(attempt, since, now, LONGEST_SILENCE);
    }

    private CheckResult later(DueItem due, DueItem.OfAttempt attempt, Instant since, Duration patience) {
        Optional<Instant> next = usual(attempt, since, now(), patience);
        if (next.isEmpty()) {
            LOG.warnf("attempt-unresolved provider=%s payment=%s", due.provider(), attempt.paymentId());
            metrics.line("attempt-given-up", due.provider()).count(Metric.ATTEMPT_UNRESOLVED).property("payment", attempt.paymentId()).write();
        }
        return CheckResult.again(Contact.ANSWERED, next);
    }

    private static Optional<Instant> usual(DueItem.OfAttempt attempt, Instant since, Instant now, Duration patience) {
        return Schedule.usual(attempt.transactionId(), since, now).filter(since.plus(patience)::isAfter);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
