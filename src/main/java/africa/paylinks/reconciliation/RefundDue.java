package africa.paylinks.reconciliation;

import africa.paylinks.payment.Due;
import africa.paylinks.payment.Refund;
import africa.paylinks.reconciliation.Look.Contact;
import africa.paylinks.refund.RefundTracking;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Finds out how a refund went whose outcome the call that ordered it did not learn. */
@Singleton
public final class RefundDue implements DueWork {

    private static final Duration PAUSE_OF_PROVIDER = Duration.ofMinutes(5);

    private final RefundTracking tracking;
    private final Clock clock;

    public RefundDue(RefundTracking tracking, Clock clock) {
        this.tracking = tracking;
        this.clock = clock;
    }

    @Override
    public boolean handles(Due.Subject subject) {
        return subject instanceof Due.OfRefund;
    }

    @Override
    public Look look(Due due, int turn) {
        Due.OfRefund subject = (Due.OfRefund) due.subject();
        RefundTracking.Check check = tracking.check(subject.paymentId(), subject.refundId());
        Optional<Instant> next = check.refund().flatMap(Refund::dueAt);
        if (!check.answered()) {
            return Look.unanswered(next, Optional.empty());
        }
        return next.isEmpty() ? Look.over(Contact.ANSWERED) : Look.again(Contact.ANSWERED, next);
    }

    @Override
    public Look lookWithoutAsking(Due due) {
        return Look.again(Contact.NONE, Optional.of(clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(PAUSE_OF_PROVIDER)));
    }
}
