package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueueUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Publishes the outbox: each record at least once, and the records of one payment, subscription or transfer in order. A repetition has the same
 * id and content.
 */
@Singleton
public final class EventPublisher {

    private static final Logger LOG = Logger.getLogger(EventPublisher.class);

    private final PaymentStore payments;
    private final EventLog log;
    private final EventBus bus;
    private final UnpublishedRecords unpublished;
    private final PaymentMetrics metrics;
    private final SubscriptionMetrics ofSubscriptions;

    @Inject
    public EventPublisher(PaymentStore payments, EventLog log, EventBus bus, MessageQueue queue, NotificationConfig config, Metrics metrics) {
        this(payments, log, bus, record -> queue.send(
                NotificationMessages.required(config.unpublishedQueueUrl(), "unpublished-queue-url"), List.of(record)), metrics);
    }

    public EventPublisher(PaymentStore payments, EventLog log, EventBus bus, UnpublishedRecords unpublished, Metrics metrics) {
        this.payments = payments;
        this.log = log;
        this.bus = bus;
        this.unpublished = unpublished;
        this.metrics = new PaymentMetrics(metrics);
        this.ofSubscriptions = new SubscriptionMetrics(metrics);
    }

    /** Takes records that cannot be published; throws {@link QueueUnavailable} when it cannot take them. */
    @FunctionalInterface
    public interface UnpublishedRecords {

        void send(String record);
    }

    /**
     * Publishes new outbox records.
     *
     * @return the sequence number from which the stream must be redelivered; empty when everything was published
     */
    public Optional<String> publish(List<StreamBatch.Change> changes) {
        Map<String, Payment> paymentsById = new HashMap<>();
        List<Pending> group = new ArrayList<>();
        Set<String> inGroup = new HashSet<>();
        for (StreamBatch.Change change : changes) {
            Optional<Pending> next;
            try {
                next = pending(change, paymentsById);
            } catch (RuntimeException unavailable) {
                LOG.error("event-not-published: the payment of an outbox record cannot be read", unavailable);
                Optional<String> failed = send(group);
                return failed.isPresent() ? failed : Optional.of(change.dynamodb().sequenceNumber());
            }
            if (next.isEmpty()) {
                continue;
            }
            // The bus may accept one event of a group and reject an earlier one, so each payment occurs once per group.
            if (group.size() == EventBus.MAX_BATCH_SIZE || !inGroup.add(next.get().subjectId())) {
                Optional<String> failed = send(group);
                if (failed.isPresent()) {
                    return failed;
                }
                group.clear();
                inGroup.clear();
                inGroup.add(next.get().subjectId());
            }
            group.add(next.get());
        }
        return send(group);
    }

    private Optional<Pending> pending(StreamBatch.Change change, Map<String, Payment> paymentsById) {
        if (change.dynamodb() == null || !"INSERT".equals(change.eventName())) {
            return Optional.empty();
        }
        try {
            String sequenceNumber = change.dynamodb().sequenceNumber();
            return OutboxRecord.read(change.dynamodb().newImage()).map(outboxRecord -> {
                Optional<Payment> payment = outboxRecord.content().isPresent() ? Optional.empty()
                        : Optional.of(paymentsById.computeIfAbsent(outboxRecord.paymentId(), this::payment));
                return new Pending(sequenceNumber, outboxRecord.paymentId(), PaymentEvent.of(outboxRecord, id -> payment).orElseThrow(),
                        () -> count(outboxRecord, payment));
            });
        } catch (IllegalStateException | IllegalArgumentException | DateTimeException unreadable) {
            // It would block the records behind it until the stream expires, and no retry can succeed.
            LOG.error("event-put-aside: an outbox record cannot be parsed", unreadable);
            unpublished.send(Json.write(change.dynamodb().newImage()));
            return Optional.empty();
        }
    }

    private void count(OutboxRecord event, Optional<Payment> payment) {
        payment.ifPresent(found -> metrics.write(event, found));
        event.content().ifPresent(content -> ofSubscriptions.write(event, content.data()));
    }

    private Payment payment(String paymentId) {
        return payments.find(paymentId)
                .orElseThrow(() -> new IllegalStateException("The payment of an outbox record is missing"));
    }

    private Optional<String> send(List<Pending> group) {
        if (group.isEmpty()) {
            return Optional.empty();
        }
        try {
            // Before the bus, so that whoever hears of an event finds it.
            log.add(group.stream().map(pending -> LoggedEvent.of(pending.event())).toList());
        } catch (StoreUnavailable unavailable) {
            LOG.error("event-not-published: the event log cannot be written", unavailable);
            return Optional.of(group.get(0).sequenceNumber());
        }
        Set<Integer> refused = new TreeSet<>(bus.publish(group.stream().map(Pending::event).toList()));
        // The stream redelivers the rest of the group, including events that were accepted.
        int done = refused.isEmpty() ? group.size() : refused.iterator().next();
        group.subList(0, done).forEach(published -> published.metric().run());
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        LOG.errorf("event-not-published count=%d of=%d", refused.size(), group.size());
        return Optional.of(group.get(done).sequenceNumber());
    }

    /** @param metric what to count once it is published */
    private record Pending(String sequenceNumber, String subjectId, PaymentEvent event, Runnable metric) {
    }
}
