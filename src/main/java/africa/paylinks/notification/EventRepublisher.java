package africa.paylinks.notification;

import africa.paylinks.notification.EventArchive.Found;
import africa.paylinks.notification.EventArchive.Place;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Republishes events for consumers that missed them. Each event keeps its id and content, so that other consumers recognize
 * it.
 */
@Singleton
public final class EventRepublisher {

    private static final int PAGE = 50;

    private final PaymentStore payments;
    private final DeliveryLog deliveries;
    private final EventArchive archive;
    private final EventLog log;
    private final EventBus bus;

    public EventRepublisher(PaymentStore payments, DeliveryLog deliveries, EventArchive archive, EventLog log, EventBus bus) {
        this.log = log;
        this.payments = payments;
        this.deliveries = deliveries;
        this.archive = archive;
        this.bus = bus;
    }

    /**
     * Republishes the stored events of a payment, a subscription or a transfer in order.
     *
     * @param id the id of the payment, subscription or transfer
     * @return the number of events; empty when there is no such payment, and no event of such a subscription or transfer
     * @throws IllegalStateException                    when the bus rejects an event; those before it are published
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Optional<Integer> publish(String id) {
        // Read before the payment, which is then at least as new as its events.
        List<OutboxRecord> records = deliveries.events(id).stream().sorted(OutboxRecord.IN_ORDER).toList();
        Optional<Payment> payment = payments.find(id);
        return payment.isPresent() || records.stream().anyMatch(outboxRecord -> outboxRecord.content().isPresent())
                ? Optional.of(publish(records, payment)) : Optional.empty();
    }

    private int publish(List<OutboxRecord> records, Optional<Payment> payment) {
        for (OutboxRecord outboxRecord : records) {
            if (!logged(List.of(PaymentEvent.of(outboxRecord, id -> payment).orElseThrow())).isEmpty()) {
                throw new IllegalStateException("The bus rejects " + outboxRecord.eventId());
            }
        }
        return records.size();
    }

    /**
     * Republishes the events of a time range in order, as far as one call has time.
     *
     * @param from   start of the range, inclusive
     * @param to     end of the range, exclusive
     * @param after  where the previous call ended
     * @param limit   the approximate maximum number of events
     * @param isOver whether there is no time for another page
     * @throws IllegalStateException                    when the bus rejects all of them
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Republished publish(Instant from, Instant to, Optional<Place> after, int limit, BooleanSupplier isOver) {
        int published = 0;
        Optional<Place> last = after;
        while (published < limit && !isOver.getAsBoolean()) {
            List<Found> page = archive.between(from, to, PAGE, last);
            for (List<Found> group : groups(page)) {
                int accepted = publish(group);
                published += (int) group.subList(0, accepted).stream().filter(found -> found.event().isPresent()).count();
                last = accepted == 0 ? last : Optional.of(group.get(accepted - 1).place());
                if (accepted < group.size() && published == 0) {
                    throw new IllegalStateException("The bus rejects " + group.get(accepted).place().id());
                } else if (accepted < group.size()) {
                    return new Republished(published, last);
                }
            }
            if (page.size() < PAGE) {
                return new Republished(published, Optional.empty());
            }
        }
        return new Republished(published, last);
    }

    /**
     * The result of a call.
     *
     * @param last where to continue; empty when everything was published
     */
    public record Republished(int events, Optional<Place> last) {
    }

    /** Events that the log lacks become visible; returns what the bus did not accept. */
    private Set<Integer> logged(List<PaymentEvent> events) {
        log.add(events.stream().map(LoggedEvent::of).toList());
        return bus.publish(events);
    }

    /** The bus may accept one event of a group and reject an earlier one, so each payment occurs once per group. */
    private static List<List<Found>> groups(List<Found> page) {
        List<List<Found>> groups = new ArrayList<>();
        Set<String> payments = new HashSet<>();
        for (Found found : page) {
            boolean isNew = found.event().map(event -> payments.add(event.paymentId())).orElse(true);
            if (groups.isEmpty() || !isNew || groups.get(groups.size() - 1).size() == EventBus.MAX_BATCH_SIZE) {
                groups.add(new ArrayList<>());
                payments.clear();
                found.event().ifPresent(event -> payments.add(event.paymentId()));
            }
            groups.get(groups.size() - 1).add(found);
        }
        return groups;
    }

    /** Returns how many events at the start of the group are done. */
    private int publish(List<Found> group) {
        List<Integer> indexes = new ArrayList<>();
        List<PaymentEvent> events = new ArrayList<>();
        for (int place = 0; place < group.size(); place++) {
            Optional<OutboxRecord> event = group.get(place).event();
            Optional<PaymentEvent> paymentEvent = event.flatMap(outboxRecord -> PaymentEvent.of(outboxRecord, payments::find));
            if (paymentEvent.isPresent()) {
                indexes.add(place);
                events.add(paymentEvent.get());
            }
        }
        return events.isEmpty() ? group.size()
                : logged(events).stream().min(Integer::compare).map(indexes::get).orElse(group.size());
    }
}
