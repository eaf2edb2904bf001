package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.subscription.BillingPeriod;
import africa.paylinks.subscription.PeriodStatus;
import africa.paylinks.subscription.Subscription;
import africa.paylinks.subscription.SubscriptionChange;
import africa.paylinks.subscription.SubscriptionEvent;
import africa.paylinks.subscription.SubscriptionStore;
import java.util.List;
import java.util.Optional;

/**
 * Writes a subscription in its current version, with periods or events as somebody knows them who read them at another time.
 * The version does not give such a writer away; the conditions of the periods and events must.
 */
final class StaleWriter {

    private StaleWriter() {
    }

    /** Writes, and returns what was accepted and must not have been. */
    static Optional<String> accepted(SubscriptionStore store, SubscriptionChecker.State state, SeededRandom dice) {
        Subscription current = state.subscription();
        List<BillingPeriod> periods = List.copyOf(state.periods().values());
        if (periods.isEmpty()) {
            return Optional.empty();
        }
        BillingPeriod known = dice.oneOf(periods);
        SubscriptionChange change = switch ((int) dice.between(1, 3)) {
            case 1 -> change(current, List.of(period(known, 0)), List.of(), List.of());
            case 2 -> change(current, List.of(), List.of(period(known, 5_000)), List.of());
            default -> change(current, List.of(), List.of(), List.of(new SubscriptionEvent(current.id(), current.terms().merchant(),
                    dice.between(1, current.events()), "subscription.resumed", current.updatedAt(), Json.object())));
        };
        return Optional.of(change.toString()).filter(any -> store.write(change));
    }

    private static SubscriptionChange change(Subscription current, List<BillingPeriod> opened, List<BillingPeriod> changed, List<SubscriptionEvent> events) {
        return new SubscriptionChange(current, opened, changed, events, Optional.empty());
    }

    /** The period when it was new, or one that does not exist. */
    private static BillingPeriod period(BillingPeriod of, int daysLater) {
        return new BillingPeriod(of.date().plusDays(daysLater), of.index(), of.amount(), of.policy(), PeriodStatus.DUE, List.of(), 0, Optional.empty(),
                Optional.empty());
    }
}
