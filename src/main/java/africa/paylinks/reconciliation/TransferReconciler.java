package africa.paylinks.reconciliation;

import africa.paylinks.payment.DueItem;
import africa.paylinks.reconciliation.CheckResult.Contact;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferSettlement;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Ends transfers whose sender's time is over, or whose payment's event was lost. No provider is asked. */
@Singleton
public final class TransferReconciler implements DueItemHandler {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final TransferSettlement settlement;
    private final Clock clock;

    public TransferReconciler(TransferSettlement settlement, Clock clock) {
        this.settlement = settlement;
        this.clock = clock;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfTransfer;
    }

    @Override
    public CheckResult check(DueItem due, int attempt) {
        Optional<Transfer> transfer = settlement.settle(((DueItem.OfTransfer) due.subject()).transferId());
        return transfer.filter(open -> open.status().isPending()).isEmpty()
                ? CheckResult.finished(Contact.NONE)
                : CheckResult.dueAgain(Contact.NONE, Optional.of(clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(PAUSE)));
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        return check(due, 1);
    }
}
