package africa.paylinks.subscription;

import africa.paylinks.payment.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Changes subscriptions: reads one, lets the rules decide, and writes; after a concurrent change it decides again. */
@Singleton
public final class SubscriptionUpdater {

    /** Each attempt loses to a write that succeeded, so more would mean that something is wrong. */
    private static final int MOST_ATTEMPTS = 20;

    private final SubscriptionStore store;
    private final Clock clock;

    public SubscriptionUpdater(SubscriptionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * A subscription after a change.
     *
     * @param account the subscription with its open periods and the one that was asked for
     * @param started the payment ids of the attempts that this change started, and that nobody else asks about for now
     */
    record Updated(SubscriptionAccount account, Set<String> started) {
    }

    /** Reads a subscription with its open periods and a certain one. */
    Optional<SubscriptionAccount> find(String subscriptionId, LocalDate date) {
        return store.account(subscriptionId, Optional.of(date));
    }

    /**
     * Changes a subscription.
     *
     * @param date     a period that the decision needs, besides the open ones
     * @param decision makes the change; repeated with fresh data after a concurrent change
     * @return empty when there is no such subscription
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<Updated> update(String subscriptionId, Optional<LocalDate> date, Consumer<Billing> decision) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Optional<SubscriptionAccount> found = store.account(subscriptionId, date);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Billing billing = new Billing(found.get(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
            decision.accept(billing);
            if (billing.result().map(store::write).orElse(true)) {
                return Optional.of(new Updated(billing.account(), billing.started()));
            }
        }
        throw new StoreUnavailable("A subscription changes all the time", null);
    }
}
