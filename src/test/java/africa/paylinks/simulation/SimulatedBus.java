package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.notification.EventBus;
import africa.paylinks.notification.PaymentEvent;
import africa.paylinks.payment.PaymentStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The simulated bus, with every event ever published to it. */
final class SimulatedBus implements EventBus {

    private final SimulatedSystem system;
    private final Map<String, String> contents = new LinkedHashMap<>();
    private final Map<String, List<PaymentStatus>> order = new LinkedHashMap<>();
    private final Map<String, Set<String>> received = new LinkedHashMap<>();

    SimulatedBus(SimulatedSystem system) {
        this.system = system;
    }

    @Override
    public Set<Integer> publish(List<PaymentEvent> events) {
        return system.outside("bus: publish", () -> events.size() + " events", () -> {
            Set<Integer> all = new TreeSet<>();
            for (int place = 0; place < events.size(); place++) {
                all.add(place);
            }
            if (!system.faultRates().busFails()) {
                events.forEach(this::take);
                return Set.of();
            }
            if (system.dice().chance(0.3)) {
                system.note("fault: bus not reached", () -> "");
                return all;
            }
            if (system.dice().chance(0.4)) {
                events.forEach(this::take);
                system.note("fault: answer of bus lost", () -> "");
                return all;
            }
            Set<Integer> refused = new TreeSet<>(all);
            refused.removeIf(place -> system.dice().chance(0.5));
            all.stream().filter(place -> !refused.contains(place)).forEach(place -> take(events.get(place)));
            system.note("fault: bus refuses some", () -> refused.size() + " of " + all.size());
            return refused;
        });
    }

    private void take(PaymentEvent event) {
        String id = event.detail().path("id").asText();
        String content = Json.write(event.detail());
        String before = contents.putIfAbsent(id, content);
        if (before == null) {
            PaymentStatus status = PaymentStatus.valueOf(event.detail().path("payment").path("status").asText());
            String payment = event.detail().path("payment").path("id").asText();
            first(payment, status, event.type().equals("payment.refunded"));
            if (status.isPaid()) {
                received.computeIfAbsent(payment, any -> new TreeSet<>())
                        .add(event.detail().path("payment").path("receivedAmount").asText());
            }
        } else if (!before.equals(content)) {
            system.violated("One event id has two meanings: " + before + " and " + content);
        }
    }

    private void first(String payment, PaymentStatus status, boolean mayBeAFurtherPart) {
        List<PaymentStatus> past = order.computeIfAbsent(payment, id -> new ArrayList<>());
        if (mayBeAFurtherPart && !past.isEmpty() && past.get(past.size() - 1) == status) {
            return;
        }
        if (!past.isEmpty() && !status.raises(past.get(past.size() - 1))) {
            system.violated("The events of " + payment + " went backwards: " + status + " after " + past);
        }
        past.add(status);
    }

    /** The received amounts that the bus was sent, in the event that the payment is paid and in later ones. */
    Set<String> received(String payment) {
        return received.getOrDefault(payment, Set.of());
    }

    /** What the bus has been told of a payment, each status once, in the order of the first times. */
    List<PaymentStatus> statuses(String payment) {
        return order.getOrDefault(payment, List.of());
    }
}
