package africa.paylinks.notification;

import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.queue.MessageQueue;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Puts due deliveries back into their queue: all that wait for a time, but only one at a time for an endpoint that times out.
 * When the endpoint responds again, more follow with each minute. A crash or two parallel runs can queue a delivery twice. It
 * is still delivered once, because {@link EventDelivery} checks which events the merchant has.
 */
@Singleton
public final class DeliveryScheduler implements DueDeliveries {

    private static final int PAGE = 100;
    /** Less than the time between two runs, so that each run checks again. */
    private static final Duration RECHECK_DELAY = Duration.ofSeconds(30);
    /** Longer than it takes to park a delivery and until the index contains it. */
    private static final Duration PARKING_WINDOW = Duration.ofMinutes(5);
    private static final int MAX_PAGES_PER_SHARD = 8;

    private final DueIndex index;
    private final EndpointCircuits circuits;
    private final MessageQueue queue;
    private final NotificationConfig config;

    public DeliveryScheduler(DueIndex index, EndpointCircuits circuits, MessageQueue queue, NotificationConfig config) {
        this.index = index;
        this.circuits = circuits;
        this.queue = queue;
        this.config = config;
    }

    @Override
    public int queue(int shard, Instant until, BooleanSupplier isOver) {
        return queueParked(shard, until, isOver) + queueDue(DueItem.OfNotification.PROVIDER, shard, until, Integer.MAX_VALUE, isOver);
    }

    private int queueParked(int shard, Instant until, BooleanSupplier isOver) {
        int queued = 0;
        Optional<DueItem> last = Optional.empty();
        List<DueItem> page;
        do {
            page = index.page(DueItem.OfEndpoint.PROVIDER, shard, until, PAGE, last);
            for (DueItem due : page) {
                Optional<DueItem> leased = index.move(due, until.plus(RECHECK_DELAY));
                queued += leased.isPresent() ? queueForEndpoint(leased.get(), until, isOver) : 0;
                last = Optional.of(due);
            }
        } while (page.size() == PAGE && !isOver.getAsBoolean());
        return queued;
    }

    private int queueForEndpoint(DueItem leased, Instant until, BooleanSupplier isOver) {
        String endpoint = ((DueItem.OfEndpoint) leased.subject()).endpoint();
        Optional<EndpointCircuit> circuit = circuits.find(endpoint);
        String parked = DueItem.OfNotification.parkedFor(endpoint);
        if (circuit.filter(EndpointCircuit::open).isPresent()) {
            return oldest(parked, until).map(due -> send(List.of(due))).orElse(0);
        }
        Duration closed = circuit.map(known -> Duration.between(known.retryAt(), until)).orElse(PARKING_WINDOW);
        int pages = 1 << Math.max(0, Math.min(30, closed.toMinutes()));
        int queued = IntStream.range(0, DueIndex.SHARDS)
                .map(shard -> queueDue(parked, shard, until, Math.min(MAX_PAGES_PER_SHARD, pages), isOver)).sum();
        if (queued == 0 && closed.compareTo(PARKING_WINDOW) >= 0 && !isOver.getAsBoolean()) {
            index.settle(leased);
        }
        return queued;
    }

    private Optional<DueItem> oldest(String parked, Instant until) {
        return IntStream.range(0, DueIndex.SHARDS)
                .mapToObj(shard -> index.page(parked, shard, until, 1, Optional.empty())).flatMap(List::stream)
                .min(Comparator.comparing(DueItem::at));
    }

    private int queueDue(String kind, int shard, Instant until, int maxPages, BooleanSupplier isOver) {
        int queued = 0;
        Optional<DueItem> last = Optional.empty();
        List<DueItem> page;
        int pages = 0;
        do {
            page = index.page(kind, shard, until, PAGE, last);
            if (!page.isEmpty()) {
                queued += send(page);
                last = Optional.of(page.get(page.size() - 1));
            }
        } while (page.size() == PAGE && ++pages < maxPages && !isOver.getAsBoolean());
        return queued;
    }

    private int send(List<DueItem> deliveries) {
        queue.send(NotificationMessages.required(config.queueUrl(), "queue-url"),
                deliveries.stream().map(due -> DeliveryMessage.of((DueItem.OfNotification) due.subject()).body()).toList());
        deliveries.forEach(index::settle);
        return deliveries.size();
    }
}
