package africa.paylinks.reconciliation;

import africa.paylinks.http.RetryAfter;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Outage;
import africa.paylinks.provider.StatusLookup.ProviderStatus;
import africa.paylinks.provider.StatusLookup.Unavailable;
import africa.paylinks.provider.StatusLookup.Unreadable;
import africa.paylinks.reconciliation.CheckResult.Contact;
import africa.paylinks.refund.ProviderRefunds;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Asks a provider a few times about a paid payment's refunds, in case somebody refunds at the provider and no webhook tells. A
 * fully refunded payment is not checked any more.
 */
@Singleton
public final class ProviderRefundReconciler implements DueItemHandler {

    private static final Logger LOG = Logger.getLogger(ProviderRefundReconciler.class);
    private static final Duration UNDECIDED = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofHours(1);
    /** How long after the last time an unanswered check is repeated. */
    private static final Duration MAX_UNANSWERED = Duration.ofDays(7);

    private final PaymentStore payments;
    private final ProviderRefunds refunds;
    private final ProviderRefundConfig config;
    private final Clock clock;

    public ProviderRefundReconciler(PaymentStore payments, ProviderRefunds refunds, ProviderRefundConfig config, Clock clock) {
        this.payments = payments;
        this.refunds = refunds;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfPaidPayment;
    }

    @Override
    public CheckResult check(DueItem due, int attempt) {
        Optional<Payment> payment = refundable(due);
        List<Instant> times = payment.map(this::times).orElse(List.of());
        if (times.isEmpty()) {
            return CheckResult.finished(Contact.NONE);
        }
        Instant now = now();
        if (now.isBefore(times.get(0))) {
            return CheckResult.dueAgain(Contact.NONE, Optional.of(times.get(0)));
        }
        ProviderRefunds.Result result = refunds.book(payment.get(), Cause.STATUS_CHECK);
        if (result.undecided()) {
            return CheckResult.dueAgain(Contact.ANSWERED, Optional.of(now.plus(UNDECIDED)));
        }
        Optional<ProviderStatus> unclear = result.unclear();
        if (unclear.isPresent() && unclear.get() instanceof Unavailable unavailable) {
            return CheckResult.unanswered(retry(payment.get(), times, now), unavailable.retryAfter().map(header -> RetryAfter.of(header, now, Outage.MAX_PAUSE)));
        }
        if (unclear.isPresent() && unclear.get() instanceof Unreadable unreadable) {
            LOG.warnf("refund-check-unreadable provider=%s payment=%s: %s", payment.get().terms().provider(), payment.get().id(), unreadable.reason());
        }
        Optional<Instant> next = times.stream().filter(now::isBefore).findFirst();
        return next.isEmpty() ? CheckResult.finished(Contact.ANSWERED) : CheckResult.dueAgain(Contact.ANSWERED, next);
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        return CheckResult.dueAgain(Contact.NONE, refundable(due).flatMap(payment -> {
            List<Instant> times = times(payment);
            return times.isEmpty() ? Optional.empty() : retry(payment, times, now());
        }));
    }

    /** The payment, if something of it is left to refund. */
    private Optional<Payment> refundable(DueItem due) {
        return payments.find(((DueItem.OfPaidPayment) due.subject()).paymentId())
                .filter(payment -> payment.status().isPaid() && payment.status() != PaymentStatus.REFUNDED);
    }

    /** When the provider is to be asked, in order. */
    private List<Instant> times(Payment payment) {
        Instant paidAt = payment.paidAt().orElseThrow();
        return config.checkAfter().stream().filter(age -> age.compareTo(Duration.ZERO) > 0).map(paidAt::plus)
                .sorted(Comparator.naturalOrder()).toList();
    }

    private static Optional<Instant> retry(Payment payment, List<Instant> times, Instant now) {
        Instant retry = now.plus(RETRY);
        boolean isOver = retry.isAfter(times.get(times.size() - 1).plus(MAX_UNANSWERED));
        if (isOver) {
            LOG.warnf("refund-check-given-up provider=%s payment=%s", payment.terms().provider(), payment.id());
        }
        return Optional.of(retry).filter(any -> !isOver);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
