package africa.paylinks.reconciliation;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentStore.StatusCheckCaller;
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
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/**
 * Checks transactions that only a returning browser reported. If the provider does not answer, it retries often for a day and
 * then daily for a month. If the provider does not know the transaction, it retries only as long as the provider may take to
 * learn of it.
 */
@Singleton
public final class TransactionReconciler implements DueItemHandler {

    private static final Logger LOG = Logger.getLogger(TransactionReconciler.class);
    private static final Duration MAX_UNKNOWN = Duration.ofMinutes(15);
    private static final Duration MAX_OPEN = Duration.ofDays(7);
    private static final Duration FREQUENT_PERIOD = Duration.ofDays(1);
    private static final Duration MAX_UNANSWERED = Duration.ofDays(30);
    /** How long unanswered transactions take priority: the longest time it takes to ask about all open ones once. */
    private static final Duration PRIORITY_PERIOD = Duration.ofMinutes(30);
    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final PaymentStore payments;
    private final ReportedTransactions transactions;
    private final StatusCheck statusCheck;
    private final Clock clock;
    private final Metrics metrics;

    public TransactionReconciler(PaymentStore payments, ReportedTransactions transactions, StatusCheck statusCheck, Clock clock, Metrics metrics) {
        this.payments = payments;
        this.transactions = transactions;
        this.statusCheck = statusCheck;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfTransaction;
    }

    @Override
    public CheckResult check(DueItem due, int attempt) {
        DueItem.OfTransaction transaction = (DueItem.OfTransaction) due.subject();
        Optional<Payment> payment = undecided(transaction);
        List<Open> open = payment.isEmpty() ? List.of() : transactions.open(transaction.paymentId());
        Optional<Open> own = of(transaction, open);
        if (own.isEmpty()) {
            return CheckResult.finished(Contact.NONE);
        }
        if (own.get().unknown() && open.stream().anyMatch(this::hasPriority)) {
            return CheckResult.tooSoon(now().plus(RECHECK));
        }
        Instant since = own.get().reportedAt();
        Finding finding = statusCheck.check(payment.get(), Optional.of(transaction.transactionId()), StatusCheckCaller.SCHEDULE);
        return switch (finding.kind()) {
            case TOO_SOON -> CheckResult.tooSoon(now().plus(finding.retryAfter().orElseThrow()));
            case DECIDED, CONTRADICTED -> CheckResult.finished(Contact.ANSWERED);
            case UNREADABLE -> CheckResult.dueAgain(Contact.ANSWERED, usual(transaction, since, now(), MAX_UNANSWERED));
            case NO_ANSWER -> CheckResult.unanswered(retry(transaction, since), finding.retryAfter());
            case OPEN -> later(due, transaction, since, MAX_OPEN);
            case NOT_KNOWN -> later(due, transaction, since, MAX_UNKNOWN);
            case NOT_BEGUN, NOT_POSSIBLE -> payment.get().debitNumber(transaction.transactionId()).isPresent()
                    ? CheckResult.dueAgain(Contact.ANSWERED, usual(transaction, since, now(), MAX_UNKNOWN)) : CheckResult.finished(Contact.NONE);
        };
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        DueItem.OfTransaction transaction = (DueItem.OfTransaction) due.subject();
        return undecided(transaction).flatMap(payment -> of(transaction, transactions.open(transaction.paymentId())))
                .map(own -> CheckResult.dueAgain(Contact.NONE, retry(transaction, own.reportedAt())))
                .orElseGet(() -> CheckResult.finished(Contact.NONE));
    }

    /**
     * The payment, unless this transaction has already paid it. Even if another transaction paid, this one may have moved
     * money too.
     */
    private Optional<Payment> undecided(DueItem.OfTransaction transaction) {
        return payments.find(transaction.paymentId()).filter(payment -> !hasPaid(payment, transaction.transactionId()));
    }

    private static boolean hasPaid(Payment payment, String transactionId) {
        boolean ofDebit = payment.debitNumber(transactionId).filter(number -> payment.debits().paidBy().equals(OptionalInt.of(number))).isPresent();
        return ofDebit || payment.paidBy().filter(transactionId::equals).isPresent();
    }

    private static Optional<Open> of(DueItem.OfTransaction transaction, List<Open> open) {
        return open.stream().filter(one -> one.transactionId().equals(transaction.transactionId())).findFirst();
    }

    /**
     * Checks of one payment are rate-limited: a transaction that may be invented is not checked again while another waits for
     * its first check.
     */
    private boolean hasPriority(Open other) {
        return other.answer().isEmpty() && now().isBefore(other.reportedAt().plus(PRIORITY_PERIOD));
    }

    private Optional<Instant> retry(DueItem.OfTransaction transaction, Instant since) {
        Instant now = now();
        return now.isBefore(since.plus(FREQUENT_PERIOD))
                ? Optional.of(Schedule.retry(since, now))
                : usual(transaction, since, now, MAX_UNANSWERED);
    }

    private CheckResult later(DueItem due, DueItem.OfTransaction transaction, Instant since, Duration maxAge) {
        Optional<Instant> next = usual(transaction, since, now(), maxAge);
        if (next.isEmpty()) {
            LOG.warnf("attempt-unresolved provider=%s payment=%s", due.provider(), transaction.paymentId());
            metrics.line("attempt-given-up", due.provider()).count(Metric.ATTEMPT_UNRESOLVED)
                    .property("payment", transaction.paymentId()).write();
        }
        return CheckResult.dueAgain(Contact.ANSWERED, next);
    }

    private static Optional<Instant> usual(DueItem.OfTransaction transaction, Instant since, Instant now, Duration maxAge) {
        return Schedule.usual(transaction.transactionId(), since, now).filter(since.plus(maxAge)::isAfter);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
