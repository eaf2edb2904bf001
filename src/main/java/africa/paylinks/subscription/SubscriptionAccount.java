package africa.paylinks.subscription;

import java.util.List;

/**
 * A subscription with the periods that a decision about it needs: those that are open, and any other that was asked for.
 */
public record SubscriptionAccount(Subscription subscription, List<BillingPeriod> periods) {

    public SubscriptionAccount {
        periods = List.copyOf(periods);
    }
}
