package africa.paylinks.notification;

import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.RetryAfter;
import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.logging.Correlation;
import africa.paylinks.merchant.MerchantEndpoint;
import africa.paylinks.merchant.MerchantEndpoints;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.notification.DeliveryState.Stage;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.queue.MessageQueue;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import org.jboss.logging.Logger;

/**
 * Delivers events to merchants, one at a time per payment, subscription or transfer and never out of order. Queues do not guarantee order, so a
 * message only says that an event exists. The outbox and the stored delivery states decide which events to deliver first.
 */
@Singleton
public final class EventDelivery {

    private static final Logger LOG = Logger.getLogger(EventDelivery.class);
    /** Longer than a worker can run, so that no two workers deliver the same payment. */
    private static final Duration LEASE = Duration.ofSeconds(75);
    private static final Duration LEASE_HELD_DELAY = Duration.ofSeconds(2);
    /** An endpoint cannot request a longer delay than our own longest one. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofHours(11);

    private final MerchantEndpoints endpoints;
    private final PaymentStore payments;
    private final LeaseStore leases;
    private final DeliveryLog deliveries;
    private final EndpointBreaker breaker;
    private final WebhookSender http;
    private final MessageQueue queue;
    private final NotificationConfig config;
    private final Clock clock;
    private final Metrics metrics;
    private final LongUnaryOperator jitter;

    @Inject
    public EventDelivery(MerchantEndpoints endpoints, PaymentStore payments, LeaseStore leases, DeliveryLog deliveries,
            EndpointBreaker breaker, WebhookSender http, MessageQueue queue, NotificationConfig config, Clock clock, Metrics metrics) {
        this(endpoints, payments, leases, deliveries, breaker, http, queue, config, clock, metrics,
                bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /** @param jitter returns a number from 0 (inclusive) to its argument (exclusive) */
    EventDelivery(MerchantEndpoints endpoints, PaymentStore payments, LeaseStore leases, DeliveryLog deliveries,
            EndpointBreaker breaker, WebhookSender http, MessageQueue queue, NotificationConfig config, Clock clock, Metrics metrics,
            LongUnaryOperator jitter) {
        this.endpoints = endpoints;
        this.payments = payments;
        this.leases = leases;
        this.deliveries = deliveries;
        this.breaker = breaker;
        this.http = http;
        this.queue = queue;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        this.jitter = jitter;
    }

    /** Loads what the first message needs. */
    void prepare() {
        endpoints.prepare();
    }

    /**
     * Delivers a message's event, after all earlier events of the same payment.
     *
     * @param outOfTime whether there is no time for another attempt
     * @return what to do with the message
     */
    DeliveryResult deliver(DeliveryMessage message, BooleanSupplier outOfTime) {
        return Correlation.forPayment(message.paymentId(), () -> delivered(message, outOfTime));
    }

    private DeliveryResult delivered(DeliveryMessage message, BooleanSupplier outOfTime) {
        Optional<MerchantEndpoint> endpoint = endpoints.find(message.merchant());
        if (endpoint.isEmpty()) {
            return new DeliveryResult.Done();
        }
        if (endpoint.get().off()) {
            LOG.infof("notification-dropped merchant=%s payment=%s eventId=%s: the endpoint is switched off", message.merchant(),
                    message.paymentId(), message.eventId());
            return new DeliveryResult.Done();
        }
        Optional<EndpointBreaker.Pass> pass = breaker.acquire(endpoint.get(), LEASE);
        if (pass.isEmpty()) {
            return new DeliveryResult.Parked();
        }
        try {
            return deliver(message, endpoint.get(), pass.get(), outOfTime).<DeliveryResult>map(DeliveryResult.RetryAfter::new)
                    .orElseGet(DeliveryResult.Done::new);
        } finally {
            pass.get().release();
        }
    }

    private Optional<Duration> deliver(DeliveryMessage message, MerchantEndpoint endpoint, EndpointBreaker.Pass pass,
            BooleanSupplier outOfTime) {
        Optional<Lease> lease = leases.take("notification#" + message.paymentId(), LEASE);
        if (lease.isEmpty()) {
            return Optional.of(LEASE_HELD_DELAY);
        }
        Delivery delivery = new Delivery(message, endpoint, pass, lease.get(), outOfTime);
        try {
            return delivery.run();
        } finally {
            release(delivery.lease);
        }
    }

    private void release(Lease lease) {
        try {
            leases.release(lease);
        } catch (StoreUnavailable unavailable) {
            LOG.warn("notification-not-released: the payment's lease ends by itself", unavailable);
        }
    }

    /** The processing of one message, while this worker holds its payment. */
    private final class Delivery {

        private final DeliveryMessage message;
        private final MerchantEndpoint endpoint;
        private final EndpointBreaker.Pass pass;
        private final BooleanSupplier outOfTime;
        private final Map<String, DeliveryState> states = new HashMap<>();
        private Lease lease;
        private Optional<Payment> payment = Optional.empty();

        Delivery(DeliveryMessage message, MerchantEndpoint endpoint, EndpointBreaker.Pass pass, Lease lease, BooleanSupplier outOfTime) {
            this.message = message;
            this.endpoint = endpoint;
            this.pass = pass;
            this.lease = lease;
            this.outOfTime = outOfTime;
        }

        Optional<Duration> run() {
            // Read the payment first: all events up to its status are in the outbox by now. Of later events the outbox may
            // lack an earlier one, and each of them has its own message.
            payment = payments.find(message.paymentId());
            List<OutboxRecord> stored = deliveries.events(message.paymentId());
            if (payment.isEmpty() && stored.stream().allMatch(event -> event.content().isEmpty())) {
                throw new IllegalStateException("The payment of a message is missing");
            }
            List<OutboxRecord> events = stored.stream().filter(this::isComplete).sorted(OutboxRecord.IN_ORDER).toList();
            events.forEach(event -> states.put(event.eventId(),
                    lease.entry(event.eventId()).map(DeliveryState::read).orElse(DeliveryState.NEW)));
            return states.containsKey(message.eventId()) ? deliverUpToMessage(events) : deliverRemaining(events);
        }

        /** Whether all earlier events are in the outbox as well; subscriptions and transfers write theirs in order. */
        private boolean isComplete(OutboxRecord event) {
            return event.content().isPresent() || payment.filter(known -> event.status().rank() <= known.status().rank()).isPresent();
        }

        private PaymentEvent published(OutboxRecord event) {
            return PaymentEvent.of(event, id -> payment).orElseThrow();
        }

        private Optional<Duration> deliverUpToMessage(List<OutboxRecord> events) {
            DeliveryState target = states.get(message.eventId());
            if (target.is(Stage.DELIVERED) || target.is(Stage.SUPERSEDED)
                    || target.is(Stage.DEAD) && target.deadLetters() != message.deadLetters()) {
                return Optional.empty();
            }
            List<OutboxRecord> due = events.subList(0, indexOfMessage(events) + 1);
            if (target.is(Stage.DEAD)) {
                due.forEach(event -> states.computeIfPresent(event.eventId(),
                        (id, state) -> state.is(Stage.DEAD) ? state.restarted() : state));
            }
            return deliverWhenDue(due, events);
        }

        /** The outbox keeps events for a month; what remains of the payment then is delivered. */
        private Optional<Duration> deliverRemaining(List<OutboxRecord> events) {
            LOG.warnf("notification-forgotten merchant=%s payment=%s eventId=%s", endpoint.merchant(), message.paymentId(),
                    message.eventId());
            return deliverWhenDue(events, events);
        }

        private Optional<Duration> deliverWhenDue(List<OutboxRecord> due, List<OutboxRecord> all) {
            Optional<Duration> wait = due.stream().map(this::state).filter(state -> state.is(Stage.OPEN))
                    .map(state -> Duration.between(clock.instant(), state.notBefore())).max(Comparator.naturalOrder())
                    .filter(left -> left.toMillis() > 0);
            return wait.isPresent() ? wait : deliverInOrder(due, all);
        }

        private Optional<Duration> deliverInOrder(List<OutboxRecord> due, List<OutboxRecord> all) {
            boolean deadEventFailed = false;
            for (int i = 0; i < due.size(); i++) {
                OutboxRecord event = due.get(i);
                DeliveryState state = state(event);
                // A dead event is retried before later ones; after one failure, those have priority.
                if (state.is(Stage.DELIVERED) || state.is(Stage.SUPERSEDED) || state.is(Stage.DEAD) && deadEventFailed) {
                    continue;
                }
                if (all.subList(i + 1, all.size()).stream().anyMatch(later -> state(later).is(Stage.DELIVERED))) {
                    record(event, state.to(Stage.SUPERSEDED), Map.of("outcome", "superseded"));
                    continue;
                }
                if (outOfTime.getAsBoolean()) {
                    return Optional.of(Duration.ZERO);
                }
                Optional<Duration> retryAfter = attempt(event, state);
                if (retryAfter.isPresent() || state(event).is(Stage.OPEN)) {
                    return retryAfter;
                }
                deadEventFailed = deadEventFailed || state.is(Stage.DEAD) && state(event).is(Stage.DEAD);
            }
            return Optional.empty();
        }

        /** Makes one attempt; returns when to retry, if at all. */
        private Optional<Duration> attempt(OutboxRecord event, DeliveryState state) {
            Instant at = clock.instant();
            AttemptResult result = send(event, at);
            if (result.delivered()) {
                line("event-delivered", event, result).count(Metric.EVENT_DELIVERED)
                        .time(Metric.EVENT_DELIVERY_TIME, Duration.between(event.at(), clock.instant())).write();
                record(event, state.to(Stage.DELIVERED), at, result.detail("delivered"));
                return Optional.empty();
            }
            Metrics.Line line = line("event-failed", event, result).count(Metric.EVENT_FAILED);
            if (result.isGone()) {
                line.write();
                // The deployment's alarm matches this event name.
                LOG.errorf("endpoint-switched-off merchant=%s payment=%s: it answered 410", endpoint.merchant(), message.paymentId());
                endpoints.switchOff(endpoint, at);
                record(event, state, at, result.detail("endpoint-switched-off"));
                return Optional.empty();
            }
            int attempts = state.attempts() + 1;
            Map<String, String> detail = result.detail("failed");
            if (state.is(Stage.DEAD)) {
                line.write();
                record(event, new DeliveryState(Stage.DEAD, state.deadLetters(), attempts, Instant.EPOCH), at, detail);
                return Optional.empty();
            }
            if (attempts > config.retryAfter().size()) {
                line.count(Metric.EVENT_GIVEN_UP).write();
                DeliveryState dead = new DeliveryState(Stage.OPEN, state.deadLetters(), attempts, Instant.EPOCH).deadLettered();
                LOG.errorf("notification-given-up merchant=%s payment=%s eventId=%s attempts=%d", endpoint.merchant(),
                        message.paymentId(), event.eventId(), attempts);
                queue.send(NotificationMessages.required(config.deadLetterQueueUrl(), "dead-letter-queue-url"),
                        List.of(DeliveryMessage.deadLetter(published(event), dead.deadLetters())));
                record(event, dead, at, detail);
                return Optional.empty();
            }
            line.write();
            Duration wait = wait(attempts, result.retryAfter(), at);
            LOG.warnf("notification-failed merchant=%s payment=%s eventId=%s attempt=%d answer=%s next=%ds", endpoint.merchant(),
                    message.paymentId(), event.eventId(), attempts, result.answer(), wait.toSeconds());
            record(event, DeliveryState.open(state.deadLetters(), attempts, at.plus(wait)), at, detail);
            return Optional.of(wait);
        }

        private Metrics.Line line(String name, OutboxRecord event, AttemptResult result) {
            return metrics.line(name).property("merchant", endpoint.merchant()).property("type", event.type())
                    .property("eventId", event.eventId()).property("answer", result.answer());
        }

        private AttemptResult send(OutboxRecord event, Instant at) {
            if (endpoint.secrets().isEmpty()) {
                return new AttemptResult(0, "no-secret", Optional.empty());
            }
            Notification notification = Notification.of(event.eventId(), published(event));
            try {
                WebhookSender.Answer answer = http.post(
                        EndpointAddress.of(endpoint.url(), config.ports(), config.privateEndpoints()),
                        Map.of("Content-Type", "application/json", "Accept", "*/*", "User-Agent", "Paylinks/1",
                                "webhook-id", notification.eventId(),
                                "webhook-timestamp", Long.toString(at.getEpochSecond()),
                                "webhook-signature",
                                WebhookSignature.of(notification.eventId(), at, notification.body(), endpoint.secrets())),
                        notification.body(), config.timeout());
                pass.responded();
                return new AttemptResult(answer.status(), "", answer.retryAfter());
            } catch (EndpointRefused | WebhookSender.Unreachable failure) {
                if (WebhookSender.TIMEOUT.equals(failure.getMessage())) {
                    pass.timedOut();
                } else {
                    pass.responded();
                }
                return new AttemptResult(0, failure.getMessage(), Optional.empty());
            }
        }

        private Duration wait(int attempts, Optional<String> retryAfter, Instant at) {
            Duration scheduled = config.retryAfter().get(attempts - 1);
            Duration wait = scheduled.plusMillis(jitter.applyAsLong(scheduled.toMillis() / 10 + 1));
            Duration requested = retryAfter.map(header -> RetryAfter.of(header, at, MAX_RETRY_AFTER)).orElse(Duration.ZERO);
            return requested.compareTo(wait) > 0 ? requested : wait;
        }

        private void record(OutboxRecord event, DeliveryState next, Map<String, String> detail) {
            record(event, next, clock.instant(), detail);
        }

        private void record(OutboxRecord event, DeliveryState next, Instant at, Map<String, String> detail) {
            int number = state(event).attempts() + 1;
            Map<String, String> all = new HashMap<>(detail);
            all.put("event", event.eventId());
            all.put("type", event.type());
            if (!next.is(Stage.SUPERSEDED)) {
                all.put("attempt", Integer.toString(number));
            }
            if (next.is(Stage.OPEN) && next.attempts() == number) {
                all.put("next", PaymentJson.instant(next.notBefore()));
            }
            lease = deliveries.record(lease, Map.of(event.eventId(), next.text()), new DeliveryAttempt(message.paymentId(),
                    payment.map(Payment::status).orElse(event.status()), at, name(event, next.deadLetters(), number), all));
            states.put(event.eventId(), next);
        }

        /** Orders attempts within one millisecond by rank, the only possible order. */
        private static String name(OutboxRecord event, int deadLetters, int number) {
            return (10 + event.status().rank()) + "-" + event.eventId() + "-" + deadLetters + "-" + (100 + number);
        }

        private DeliveryState state(OutboxRecord event) {
            return states.get(event.eventId());
        }

        private int indexOfMessage(List<OutboxRecord> events) {
            for (int i = 0; i < events.size(); i++) {
                if (events.get(i).eventId().equals(message.eventId())) {
                    return i;
                }
            }
            throw new IllegalStateException("The outbox does not contain " + message.eventId());
        }
    }

    /**
     * The result of an attempt.
     *
     * @param status 0 without a response
     * @param reason why there was none
     */
    private record AttemptResult(int status, String reason, Optional<String> retryAfter) {

        boolean delivered() {
            return status >= 200 && status < 300;
        }

        boolean isGone() {
            return status == 410;
        }

        String answer() {
            return status == 0 ? reason : Integer.toString(status);
        }

        Map<String, String> detail(String outcome) {
            return status == 0 ? Map.of("outcome", outcome, "reason", reason)
                    : Map.of("outcome", outcome, "httpStatus", Integer.toString(status));
        }
    }
}
