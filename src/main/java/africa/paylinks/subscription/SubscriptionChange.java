package africa.paylinks.subscription;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A change of a subscription and its periods, written as a whole or not at all.
 *
 * @param next    the subscription afterwards, with the version that was read
 * @param opened  new periods, which must not exist yet
 * @param changed existing periods
 * @param events  what happened
 * @param dueAt   when the subscription must be processed again; empty for never
 */
public record SubscriptionChange(Subscription next, List<BillingPeriod> opened, List<BillingPeriod> changed,
        List<SubscriptionEvent> events, Optional<Instant> dueAt) {

    public SubscriptionChange {
        opened = List.copyOf(opened);
        changed = List.copyOf(changed);
        events = List.copyOf(events);
    }
}
