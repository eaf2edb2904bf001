package africa.paylinks.local.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The template's queues, in memory. A received message is invisible for a while, becomes visible again unless it is deleted, and moves to the
 * dead-letter queue after too many receives.
 *
 * <p>Messages are maps of JDK types, so they survive a reload of the classes.
 */
public final class Queues {

    private static final String ID = "id";
    private static final String BODY = "body";
    private static final String SENT_AT = "sentAt";
    private static final String VISIBLE_AT = "visibleAt";
    private static final String RECEIVES = "receives";
    private static final String RECEIPT = "receipt";

    private final Map<String, EventTopology.Queue> queues;
    private final Map<String, Object> state;
    private final Clock clock;
    private final Runnable onChange;

    /** @param onChange called after each message that is sent, received or moved */
    Queues(Map<String, EventTopology.Queue> queues, Map<String, Object> state, Clock clock, Runnable onChange) {
        this.queues = queues;
        this.state = state;
        this.clock = clock;
        this.onChange = onChange;
    }

    /** A received message. */
    record Received(String id, String receipt, String body, int receives, long sentAt) {
    }

    /**
     * How full a queue is.
     *
     * @param hidden      messages that were received and not deleted yet, or that wait for their delay
     * @param oldest      age of the oldest message, zero when there is none
     * @param deadLetters whether it is a dead-letter queue: nobody consumes it
     */
    public record Depth(String queue, int visible, int hidden, Duration oldest, boolean deadLetters) {
    }

    /** Returns how full each queue is, in the order of the template. */
    public List<Depth> depths() {
        return queues.values().stream().map(this::depth).toList();
    }

    private Depth depth(EventTopology.Queue queue) {
        long now = clock.millis();
        synchronized (state) {
            Collection<Map<String, Object>> all = messages(queue.name()).values();
            int visible = (int) all.stream().filter(message -> (Long) message.get(VISIBLE_AT) <= now).count();
            long oldest = all.stream().mapToLong(message -> (Long) message.get(SENT_AT)).min().orElse(now);
            return new Depth(queue.name(), visible, all.size() - visible, Duration.ofMillis(Math.max(0, now - oldest)), queue.deadLetters().isEmpty());
        }
    }

    boolean exists(String queue) {
        return queues.containsKey(queue);
    }

    /** Puts a message into a queue and returns its id. */
    String send(String queue, String body) {
        return send(queue, body, 0);
    }

    /** Puts a message into a queue that stays invisible for a delay, and returns its id. */
    String send(String queue, String body, int delaySeconds) {
        String id = UUID.randomUUID().toString();
        long visibleAt = delaySeconds == 0 ? 0 : clock.millis() + delaySeconds * 1000L;
        Map<String, Object> message = new HashMap<>(Map.of(ID, id, BODY, body, SENT_AT, clock.millis(), VISIBLE_AT, visibleAt, RECEIVES, 0));
        synchronized (state) {
            messages(queue).put(id, message);
        }
        onChange.run();
        return id;
    }

    /** Receives visible messages, the oldest first. */
    List<Received> receive(String queue, int most) {
        EventTopology.Queue definition = queues.get(queue);
        List<Received> received = new ArrayList<>();
        synchronized (state) {
            Iterator<Map<String, Object>> messages = messages(queue).values().iterator();
            while (messages.hasNext() && received.size() < most) {
                Map<String, Object> message = messages.next();
                if ((Long) message.get(VISIBLE_AT) > clock.millis()) {
                    continue;
                }
                int receives = (Integer) message.get(RECEIVES) + 1;
                if (receives > definition.maxReceives() && definition.deadLetters().isPresent()) {
                    messages.remove();
                    message.put(VISIBLE_AT, 0L);
                    messages(definition.deadLetters().get()).put((String) message.get(ID), message);
                    continue;
                }
                String receipt = UUID.randomUUID().toString();
                message.put(RECEIVES, receives);
                message.put(RECEIPT, receipt);
                message.put(VISIBLE_AT, clock.millis() + definition.visibilitySeconds() * 1000L);
                received.add(new Received((String) message.get(ID), receipt, (String) message.get(BODY), receives, (Long) message.get(SENT_AT)));
            }
        }
        if (!received.isEmpty()) {
            onChange.run();
        }
        return received;
    }

    /** Returns when the first message of some queues becomes visible; an instant that has passed means that it is visible. */
    Optional<Instant> nextVisible(Collection<String> of) {
        synchronized (state) {
            return of.stream().flatMap(queue -> messages(queue).values().stream()).map(message -> (Long) message.get(VISIBLE_AT))
                    .min(Comparator.naturalOrder()).map(Instant::ofEpochMilli);
        }
    }

    /** Deletes a message by its latest receipt; does nothing when it was received again since. */
    void delete(String queue, String receipt) {
        synchronized (state) {
            messages(queue).values().removeIf(message -> receipt.equals(message.get(RECEIPT)));
        }
    }

    /** Changes how long a received message stays invisible; returns false when the receipt is unknown. */
    boolean hide(String queue, String receipt, int seconds) {
        return change(queue, receipt, message -> message.put(VISIBLE_AT, clock.millis() + seconds * 1000L));
    }

    /** Returns the queue whose dead letters this queue holds, if there is exactly one. */
    Optional<String> sourceOf(String deadLetters) {
        List<String> sources = queues.values().stream().filter(queue -> queue.deadLetters().equals(Optional.of(deadLetters))).map(EventTopology.Queue::name).toList();
        return sources.size() == 1 ? Optional.of(sources.get(0)) : Optional.empty();
    }

    /** Moves all messages of a queue to another one, as new messages. */
    void move(String from, String to) {
        synchronized (state) {
            messages(from).forEach((id, message) -> {
                message.put(VISIBLE_AT, 0L);
                message.put(RECEIVES, 0);
                messages(to).put(id, message);
            });
            messages(from).clear();
        }
        onChange.run();
    }

    /** Returns the bodies of all messages of a queue, hidden or not, the oldest first. */
    public List<String> bodies(String queue) {
        synchronized (state) {
            return messages(queue).values().stream().map(message -> (String) message.get(BODY)).toList();
        }
    }

    private boolean change(String queue, String receipt, Consumer<Map<String, Object>> change) {
        synchronized (state) {
            Optional<Map<String, Object>> found = messages(queue).values().stream().filter(message -> receipt.equals(message.get(RECEIPT))).findFirst();
            found.ifPresent(change);
            return found.isPresent();
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, Object>> messages(String queue) {
        return (Map<String, Map<String, Object>>) state.computeIfAbsent("queue:" + queue, name -> new LinkedHashMap<String, Map<String, Object>>());
    }
}
