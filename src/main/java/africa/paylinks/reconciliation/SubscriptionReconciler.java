package africa.paylinks.reconciliation;

import africa.paylinks.payment.DueItem;
import africa.paylinks.reconciliation.CheckResult.Contact;
import africa.paylinks.subscription.SubscriptionCharging;
import jakarta.inject.Singleton;

/** Processes subscriptions with a charge, a reminder or a check that is due. */
@Singleton
public final class SubscriptionReconciler implements DueItemHandler {

    private final SubscriptionCharging charging;

    public SubscriptionReconciler(SubscriptionCharging charging) {
        this.charging = charging;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfSubscription;
    }

    @Override
    public CheckResult check(DueItem due, int attempt) {
        return CheckResult.dueAgain(Contact.NONE, charging.process(((DueItem.OfSubscription) due.subject()).subscriptionId()));
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        return check(due, 1);
    }
}
