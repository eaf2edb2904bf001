package africa.paylinks.reconciliation;

import africa.paylinks.payment.DueItem;
import africa.paylinks.reconciliation.CheckResult.Contact;
import africa.paylinks.subscription.ProviderGate;
import africa.paylinks.subscription.SubscriptionCharging;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Processes subscriptions with a charge, a reminder or a check that is due. */
@Singleton
public final class SubscriptionReconciler implements DueItemHandler {

    private final SubscriptionCharging charging;
    private final ProviderGate gate;

    @Inject
    public SubscriptionReconciler(SubscriptionCharging charging) {
        this(charging, ProviderGate.OPEN);
    }

    private SubscriptionReconciler(SubscriptionCharging charging, ProviderGate gate) {
        this.charging = charging;
        this.gate = gate;
    }

    /** The same for one run, which leaves providers alone that are away. */
    DueItemHandler behind(ProviderGate closing) {
        return new SubscriptionReconciler(charging, closing);
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfSubscription;
    }

    @Override
    public CheckResult check(DueItem due, int attempt) {
        return CheckResult.dueAgain(Contact.NONE, charging.process(((DueItem.OfSubscription) due.subject()).subscriptionId(), gate));
    }

    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        return check(due, 1);
    }
}
