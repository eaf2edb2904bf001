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
 * Puts deliveries that are due back into their queue: all of those that wait for a time, one at a time of those that wait for
 * an endpoint that hangs, and more with each minute when it answers again. What is queued twice, because somebody died or two
 * did it, is delivered once, as whoever works it off looks at what the merchant has.
 */
@Singleton
public final class DeliveryScheduler implements DueDeliveries {

    private static final int PAGE = 100;
    /** Less than the time between two runs, so that each looks again. */
    private static final Duration UNTIL_NEXT_LOOK = Duration.ofSeconds(30);
    /** Longer than anybody takes to park what he found to wait, and the index to show it. */
    private static final Duration LAST_PARKED = Duration.ofMinutes(5);
    private static final int MOST_PAGES_PER_SHARD = 8;

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
        return parked(shard, until, isOver) + waiting(DueItem.OfNotification.PROVIDER, shard, until, Integer.MAX_VALUE, isOver);
    }

    private int parked(int shard, Instant until, BooleanSupplier isOver) {
        int queued = 0;
        Optional<DueItem> last = Optional.empty();
        List<DueItem> page;
        do {
            page = index.page(DueItem.OfEndpoint.PROVIDER, shard, until, PAGE, last);
            for (DueItem due : page) {
                Optional<DueItem> taken = index.move(due, until.plus(UNTIL_NEXT_LOOK));
                queued += taken.isPresent() ? endpoint(taken.get(), until, isOver) : 0;
                last = Optional.of(due);
            }
        } while (page.size() == PAGE && !isOver.getAsBoolean());
        return queued;
    }

    private int endpoint(DueItem taken, Instant until, BooleanSupplier isOver) {
        String merchant = ((DueItem.OfEndpoint) taken.subject()).merchant();
        Optional<EndpointCircuit> circuit = circuits.find(merchant);
        String parked = DueItem.OfNotification.parkedFor(merchant);
        if (circuit.filter(EndpointCircuit::open).isPresent()) {
            return oldest(parked, until).map(due -> send(List.of(due))).orElse(0);
        }
        Duration closed = circuit.map(known -> Duration.between(known.retryAt(), until)).orElse(LAST_PARKED);
        int pages = 1 << Math.max(0, Math.min(30, closed.toMinutes()));
        int queued = IntStream.range(0, DueIndex.SHARDS)
                .map(shard -> waiting(parked, shard, until, Math.min(MOST_PAGES_PER_SHARD, pages), isOver)).sum();
        if (queued == 0 && closed.compareTo(LAST_PARKED) >= 0 && !isOver.getAsBoolean()) {
            index.settle(taken);
        }
        return queued;
    }

    private Optional<DueItem> oldest(String parked, Instant until) {
        return IntStream.range(0, DueIndex.SHARDS)
                .mapToObj(shard -> index.page(parked, shard, until, 1, Optional.empty())).flatMap(List::stream)
                .min(Comparator.comparing(DueItem::at));
    }

    private int waiting(String kind, int shard, Instant until, int mostPages, BooleanSupplier isOver) {
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
        } while (page.size() == PAGE && ++pages < mostPages && !isOver.getAsBoolean());
        return queued;
    }

    private int send(List<DueItem> deliveries) {
        queue.send(NotificationMessages.required(config.queueUrl(), "queue-url"),
                deliveries.stream().map(due -> DeliveryMessage.of((DueItem.OfNotification) due.subject()).body()).toList());
        deliveries.forEach(index::settle);
        return deliveries.size();
    }
}
