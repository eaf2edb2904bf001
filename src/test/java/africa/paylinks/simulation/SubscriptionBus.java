package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.notification.EventBus;
import africa.paylinks.notification.PaymentEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The simulated bus: it passes payments' events on to the queue of subscriptions, and keeps what it is sent of subscriptions. */
final class SubscriptionBus implements EventBus {

    private final SubscriptionSystem system;
    private final Map<String, String> contents = new HashMap<>();
    private final Map<String, List<String>> types = new HashMap<>();

    SubscriptionBus(SubscriptionSystem system) {
        this.system = system;
    }

    @Override
    public Set<Integer> publish(List<PaymentEvent> events) {
        return system.outside("bus: publish", () -> events.size() + " events", () -> {
            Set<Integer> refused = new TreeSet<>();
            boolean fails = system.faultRates().busFails();
            for (int place = 0; place < events.size(); place++) {
                boolean isRefused = fails && system.dice().chance(0.5);
                if (!isRefused || system.dice().chance(0.3)) {
                    take(events.get(place));
                }
                if (isRefused) {
                    refused.add(place);
                }
            }
            if (!refused.isEmpty()) {
                system.note("fault: bus refuses some", () -> refused.size() + " of " + events.size());
            }
            return refused;
        });
    }

    private void take(PaymentEvent event) {
        if (event.detail().has("payment")) {
            system.enqueue(Json.object().put("detail", event.detail()));
            return;
        }
        String content = Json.write(event.detail());
        String before = contents.putIfAbsent(event.detail().path("id").asText(), content);
        if (before != null) {
            if (!before.equals(content)) {
                system.violated("One event id has two meanings: " + before + " and " + content);
            }
            return;
        }
        JsonValue data = event.detail().path("subscription");
        String more = data.path("paidAgain").booleanValue() ? " again" : data.path("lateSuccess").booleanValue() ? " late" : "";
        system.note("event: " + event.type() + more, () -> content);
        types.computeIfAbsent(event.detail().path("subscription").path("id").asText(), id -> new ArrayList<>()).add(event.type());
    }

    /** The types of a subscription's events in the order in which it was first sent each of them. */
    List<String> types(String subscription) {
        return types.getOrDefault(subscription, List.of());
    }
}
