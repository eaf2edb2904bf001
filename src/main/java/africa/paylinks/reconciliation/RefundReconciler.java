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

/** Finds out how a refund went whose outcome the call that ordered it did not learn. */
@Singleton
public final class RefundReconciler implements DueItemHandler {

    private static final Duration PAUSE_OF_PROVIDER = Duration.ofMinutes(5);

    private final RefundUpdates tracking;
    private final Clock clock;

    public RefundReconciler(RefundUpdates tracking, Clock clock) {
        this.tracking = tracking;
        this.clock = clock;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfRefund;
    }

    @Override
    public CheckResult check(DueItem due, int turn) {
        DueItem.OfRefund subject = (DueItem.OfRefund) due.subject();
        RefundUpdates.Check check = tracking.check(subject.paymentId(), subject.refundId());
        Optional<Instant> next = check.refund().flatMap(Refund::dueAt);
        if (!check.answered()) {
            return CheckResult.unanswered(next, Optional.empty());
        }
        return next.isEmpty() ? CheckResult.over(Contact.ANSWERED) : CheckResult.again(Contact.ANSWERED, next);
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        return CheckResult.again(Contact.NONE, Optional.of(clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(PAUSE_OF_PROVIDER)));
    }
}
