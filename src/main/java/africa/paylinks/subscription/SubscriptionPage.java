package africa.paylinks.subscription;

import java.util.List;
import java.util.Optional;

/** A page of a search, with the position of the next one. */
public record SubscriptionPage(List<Subscription> subscriptions, Optional<SubscriptionSearch.Position> next) {

    public SubscriptionPage {
        subscriptions = List.copyOf(subscriptions);
    }
}
