package africa.paylinks.notification;

import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.merchant.MerchantEndpoint;
import africa.paylinks.merchant.MerchantEndpoints;
import africa.paylinks.notification.DeliveryState.Stage;
import africa.paylinks.queue.MessageQueue;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Resends events: opens their deliveries again, oldest event first, and queues a message for each. Because an earlier event of
 * a payment is open before the message of a later one exists, {@link EventDelivery} sends them in order.
 */
@Singleton
public final class EventResender {

    private static final Logger LOG = Logger.getLogger(EventResender.class);
    private static final int PAGE = 50;
    private static final Duration LEASE = Duration.ofSeconds(75);
    private static final Duration LEASE_HELD_DELAY = Duration.ofSeconds(5);

    private final EventLog log;
    private final MerchantEndpoints endpoints;
    private final LeaseStore leases;
    private final MessageQueue queue;
    private final NotificationConfig config;

    public EventResender(EventLog log, MerchantEndpoints endpoints, LeaseStore leases, MessageQueue queue, NotificationConfig config) {
        this.log = log;
        this.endpoints = endpoints;
        this.leases = leases;
        this.queue = queue;
        this.config = config;
    }

    /**
     * Does as much of a resend as there is time for, and queues a message for the rest.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer; repeating the message continues
     * @throws africa.paylinks.queue.QueueUnavailable   when the queue accepts no more
     */
    void process(ResendMessage message, BooleanSupplier outOfTime) {
        List<MerchantEndpoint> receivers = endpoints.of(message.merchant()).stream()
                .filter(endpoint -> message.endpoint().map(endpoint.id()::equals).orElse(true)).toList();
        ResendMessage current = message;
        int opened = 0;
        while (true) {
            EventLog.Page page = page(current);
            Optional<Integer> done = open(current, receivers, page.events());
            if (done.isEmpty()) {
                queue.sendLater(queueUrl(), current.body(), LEASE_HELD_DELAY);
                return;
            }
            opened += done.get();
            if (page.next().isEmpty()) {
                LOG.infof("events-resent merchant=%s resend=%s deliveries=%d", message.merchant(), message.id(), opened);
                return;
            }
            current = current.after(page.next().get());
            if (outOfTime.getAsBoolean()) {
                queue.send(queueUrl(), List.of(current.body()));
                return;
            }
        }
    }

    private EventLog.Page page(ResendMessage message) {
        if (message.eventId().isPresent()) {
            return new EventLog.Page(message.eventId().flatMap(log::find).stream()
                    .filter(event -> event.merchant().equals(message.merchant())).toList(), Optional.empty());
        }
        return log.page(new EventLog.Query(message.merchant(), message.from(), message.to(), message.types(), EventLog.Order.OLDEST_FIRST,
                PAGE, message.after()));
    }

    /** Returns how many deliveries it queued; empty when a worker holds one of them. */
    private Optional<Integer> open(ResendMessage message, List<MerchantEndpoint> receivers, List<LoggedEvent> events) {
        Map<String, List<LoggedEvent>> bySubject = new LinkedHashMap<>();
        events.forEach(event -> bySubject.computeIfAbsent(event.subjectId(), any -> new ArrayList<>()).add(event));
        int opened = 0;
        for (Map.Entry<String, List<LoggedEvent>> subject : bySubject.entrySet()) {
            for (MerchantEndpoint endpoint : receivers) {
                List<LoggedEvent> wanted = subject.getValue().stream().filter(event -> endpoint.types().include(event.type())).toList();
                Optional<List<String>> messages = wanted.isEmpty() ? Optional.of(List.of()) : open(message, endpoint, subject.getKey(), wanted);
                if (messages.isEmpty()) {
                    return Optional.empty();
                }
                if (!messages.get().isEmpty()) {
                    queue.send(queueUrl(), messages.get());
                    opened += messages.get().size();
                }
            }
        }
        return Optional.of(opened);
    }

    private Optional<List<String>> open(ResendMessage message, MerchantEndpoint endpoint, String subjectId, List<LoggedEvent> events) {
        Optional<Lease> lease = leases.take(EventDelivery.subject(subjectId, endpoint.id()), LEASE);
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try {
            Map<String, String> opened = new HashMap<>();
            List<String> messages = new ArrayList<>();
            for (LoggedEvent event : events) {
                DeliveryState state = lease.get().entry(event.id()).map(DeliveryState::read).orElse(DeliveryState.NEW);
                boolean isNew = !state.resend().equals(message.id());
                if (isNew && message.undelivered() && state.is(Stage.DELIVERED)) {
                    continue;
                }
                if (isNew) {
                    opened.put(event.id(), state.resent(message.id()).text());
                }
                messages.add(new DeliveryMessage(event.id(), subjectId, message.merchant(), Optional.of(endpoint.id()),
                        Optional.of(event.type()), state.deadLetters()).body());
            }
            if (!opened.isEmpty()) {
                leases.write(lease.get(), opened);
            }
            return Optional.of(messages);
        } finally {
            leases.release(lease.get());
        }
    }

    private String queueUrl() {
        return NotificationMessages.required(config.queueUrl(), "queue-url");
    }
}
