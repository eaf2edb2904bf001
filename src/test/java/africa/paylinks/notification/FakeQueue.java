package africa.paylinks.notification;

import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueuedMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Queues by name whose messages are hidden while somebody has them, as those of SQS. */
final class FakeQueue implements MessageQueue {

    static final String EVENTS = "events";
    static final String DEAD = "dead";

    private final Clock clock;
    private final Duration visibility;
    private final BooleanSupplier losesDeletes;
    private final Map<String, Map<String, StoredMessage>> queues = new LinkedHashMap<>();

    FakeQueue(Clock clock) {
        this(clock, Duration.ofSeconds(360), () -> false);
    }

    /** @param deaf whether it does not hear this time when a message should come again */
    FakeQueue(Clock clock, Duration visibility, BooleanSupplier losesDeletes) {
        this.clock = clock;
        this.visibility = visibility;
        this.losesDeletes = losesDeletes;
    }

    private static final class StoredMessage {
        private final String id = UUID.randomUUID().toString();
        private final String body;
        private String receipt = "";
        private Instant visibleAt;
        private int receives;

        StoredMessage(String body, Instant visibleAt) {
            this.body = body;
            this.visibleAt = visibleAt;
        }
    }

    @Override
    public void send(String queue, List<String> bodies) {
        bodies.forEach(body -> send(queue, body, Duration.ZERO));
    }

    @Override
    public synchronized void sendLater(String queue, String body, Duration delay) {
        send(queue, body, delay);
    }

    synchronized void send(String queue, String body, Duration delay) {
        StoredMessage message = new StoredMessage(body, clock.instant().plus(delay));
        messages(queue).put(message.id, message);
    }

    @Override
    public synchronized void redeliver(String queue, String receipt, Duration delay) {
        messages(queue).values().stream().filter(message -> message.receipt.equals(receipt) && !losesDeletes.getAsBoolean())
                .forEach(message -> message.visibleAt = clock.instant().plus(delay));
    }

    /** Takes one message that is visible; which one, the number says. */
    synchronized Optional<QueuedMessage> receive(String queue, int which) {
        List<StoredMessage> visible = messages(queue).values().stream().filter(message -> !message.visibleAt.isAfter(clock.instant())).toList();
        if (visible.isEmpty()) {
            return Optional.empty();
        }
        StoredMessage message = visible.get(Math.floorMod(which, visible.size()));
        message.receives++;
        message.receipt = UUID.randomUUID().toString();
        message.visibleAt = clock.instant().plus(visibility);
        return Optional.of(new QueuedMessage(message.id, message.receipt, message.body,
                Map.of("ApproximateReceiveCount", Integer.toString(message.receives))));
    }

    synchronized void delete(String queue, String receipt) {
        messages(queue).values().removeIf(message -> message.receipt.equals(receipt));
    }

    synchronized List<String> bodies(String queue) {
        return messages(queue).values().stream().map(message -> message.body).toList();
    }

    /** When the next message can be received; empty when there is none. */
    synchronized Optional<Instant> next(String queue) {
        return messages(queue).values().stream().map(message -> message.visibleAt).min(Comparator.naturalOrder());
    }

    /** Puts all messages of one queue into another, as a redrive does. */
    synchronized void move(String from, String to) {
        List<String> bodies = new ArrayList<>(bodies(from));
        messages(from).clear();
        bodies.forEach(body -> send(to, body, Duration.ZERO));
    }

    private Map<String, StoredMessage> messages(String queue) {
        return queues.computeIfAbsent(queue, name -> new LinkedHashMap<>());
    }
}
