package africa.paylinks.reconciliation;

import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Refund;
import africa.paylinks.reconciliation.CheckResult.Contact;
import africa.paylinks.refund.RefundUpdates;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Checks refunds whose outcome the ordering request did not learn. */
@Singleton
public final class RefundReconciler implements DueItemHandler {

    private static final Duration PROVIDER_PAUSE = Duration.ofMinutes(5);

    private final RefundUpdates updates;
    private final Clock clock;

    public RefundReconciler(RefundUpdates updates, Clock clock) {
        this.updates = updates;
        this.clock = clock;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfRefund;
    }

    @Override
    public CheckResult check(DueItem due, int attempt) {
        DueItem.OfRefund subject = (DueItem.OfRefund) due.subject();
        RefundUpdates.Check check = updates.check(subject.paymentId(), subject.refundId());
        Optional<Instant> next = check.refund().flatMap(Refund::dueAt);
        if (!check.answered()) {
            return CheckResult.unanswered(next, Optional.empty());
        }
        return next.isEmpty() ? CheckResult.finished(Contact.ANSWERED) : CheckResult.dueAgain(Contact.ANSWERED, next);
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        return CheckResult.dueAgain(Contact.NONE, Optional.of(clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(PROVIDER_PAUSE)));
    }
}
