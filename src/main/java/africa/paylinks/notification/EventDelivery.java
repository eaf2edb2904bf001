package africa.paylinks.notification;

import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.RetryAfter;
import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.logging.Correlation;
import africa.paylinks.merchant.EndpointSettings;
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
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jboss.logging.Logger;

/**
 * Delivers events to endpoints, one at a time per payment, subscription or transfer and never out of order. Queues do not guarantee order, so a
 * message only says that an event exists. The outbox and the stored delivery states decide which events to deliver first. Each
 * endpoint of a merchant has states, attempts and a lease of its own, so that none waits for another.
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

    /** A message for one endpoint. */
    record Route(DeliveryMessage message, MerchantEndpoint endpoint) {
    }

    /** The endpoints that a message is for. */
    List<Route> routes(DeliveryMessage message) {
        return endpoints.of(message.merchant()).stream()
                .filter(endpoint -> message.endpoint().map(endpoint.id()::equals)
                        .orElseGet(() -> message.type().map(endpoint.types()::include).orElse(true)))
                .map(endpoint -> new Route(message.to(endpoint), endpoint)).toList();
    }

    /**
     * Delivers a message's event, after all earlier events of the same payment.
     *
     * @param outOfTime whether there is no time for another attempt
     * @return what to do with the message
     */
    DeliveryResult deliver(Route route, BooleanSupplier outOfTime) {
        return Correlation.forPayment(route.message().paymentId(), () -> delivered(route.message(), route.endpoint(), outOfTime));
    }

    private DeliveryResult delivered(DeliveryMessage message, MerchantEndpoint endpoint, BooleanSupplier outOfTime) {
        if (endpoint.off()) {
            LOG.infof("notification-dropped merchant=%s endpoint=%s payment=%s eventId=%s: the endpoint is switched off",
                    message.merchant(), endpoint.id(), message.paymentId(), message.eventId());
            return result(withLease(message, endpoint, lease -> new Delivery(message, endpoint, Optional.empty(), lease, outOfTime),
                    Delivery::skip));
        }
        Optional<EndpointBreaker.Pass> pass = breaker.acquire(endpoint, LEASE);
        if (pass.isEmpty()) {
            return new DeliveryResult.Parked();
        }
        try {
            return result(withLease(message, endpoint, lease -> new Delivery(message, endpoint, pass, lease, outOfTime), Delivery::run));
        } finally {
            pass.get().release();
        }
    }

    private static DeliveryResult result(Optional<Duration> retryAfter) {
        return retryAfter.<DeliveryResult>map(DeliveryResult.RetryAfter::new).orElseGet(DeliveryResult.Done::new);
    }

    private Optional<Duration> withLease(DeliveryMessage message, MerchantEndpoint endpoint, Function<Lease, Delivery> start,
            Function<Delivery, Optional<Duration>> work) {
        Optional<Lease> lease = leases.take(subject(message.paymentId(), endpoint.id()), LEASE);
        if (lease.isEmpty()) {
            return Optional.of(LEASE_HELD_DELAY);
        }
        Delivery delivery = start.apply(lease.get());
        try {
            return work.apply(delivery);
        } finally {
            release(delivery.lease);
        }
    }

    /** What holds the delivery states of a payment's events for one endpoint. */
    static String subject(String paymentId, String endpointId) {
        return "notification#" + paymentId + (endpointId.equals(EndpointSettings.DEFAULT_ID) ? "" : "#" + endpointId);
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
        private final Optional<EndpointBreaker.Pass> pass;
        private final BooleanSupplier outOfTime;
        private final Map<String, DeliveryState> states = new HashMap<>();
        private Lease lease;
        private Optional<Payment> payment = Optional.empty();

        /** @param pass empty when nothing may be sent */
        Delivery(DeliveryMessage message, MerchantEndpoint endpoint, Optional<EndpointBreaker.Pass> pass, Lease lease,
                BooleanSupplier outOfTime) {
            this.message = message;
            this.endpoint = endpoint;
            this.pass = pass;
            this.lease = lease;
            this.outOfTime = outOfTime;
        }

        Optional<Duration> run() {
            List<OutboxRecord> events = load();
            return states.containsKey(message.eventId()) ? deliverUpToMessage(events) : deliverRemaining(events);
        }

        /** Records that the message's event was not sent. */
        Optional<Duration> skip() {
            load().stream().filter(event -> event.eventId().equals(message.eventId()) && state(event).is(Stage.OPEN))
                    .forEach(event -> record(event, state(event).to(Stage.SKIPPED), Map.of("outcome", "skipped")));
            return Optional.empty();
        }

        private List<OutboxRecord> load() {
            // Read the payment first: all events up to its status are in the outbox by now. Of later events the outbox may
            // lack an earlier one, and each of them has its own message.
            payment = payments.find(message.paymentId());
            List<OutboxRecord> stored = deliveries.events(message.paymentId());
            if (payment.isEmpty() && stored.stream().allMatch(event -> event.content().isEmpty())) {
                throw new IllegalStateException("The payment of a message is missing");
            }
            List<OutboxRecord> events = stored.stream().filter(this::isComplete).sorted(OutboxRecord.IN_ORDER).toList();
            events.forEach(event -> states.put(event.eventId(), lease.entry(event.eventId()).map(DeliveryState::read)
                    .orElse(endpoint.receives(event.type(), event.at()) ? DeliveryState.NEW : DeliveryState.EXCLUDED)));
            return events;
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
            if (target.isFinal() || target.is(Stage.DEAD) && target.deadLetters() != message.deadLetters()) {
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
            LOG.warnf("notification-forgotten merchant=%s endpoint=%s payment=%s eventId=%s", endpoint.merchant(), endpoint.id(),
                    message.paymentId(), message.eventId());
            return deliverWhenDue(events, events);
        }

        private Optional<Duration> deliverWhenDue(List<OutboxRecord> due, List<OutboxRecord> all) {
            Optional<Duration> wait = due.stream().map(this::state).filter(DeliveryState::isOpen)
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
                if (state.isFinal() || state.is(Stage.DEAD) && deadEventFailed) {
                    continue;
                }
                if (!state.isResent() && all.subList(i + 1, all.size()).stream().anyMatch(later -> state(later).is(Stage.DELIVERED))) {
                    record(event, state.to(Stage.SUPERSEDED), Map.of("outcome", "superseded"));
                    continue;
                }
                if (outOfTime.getAsBoolean()) {
                    return Optional.of(Duration.ZERO);
                }
                Optional<Duration> retryAfter = attempt(event, state);
                if (retryAfter.isPresent() || state(event).isOpen()) {
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
            DeliveryState answered = state.answered(at, result.answer());
            if (result.delivered()) {
                line("event-delivered", event, result).count(Metric.EVENT_DELIVERED)
                        .time(Metric.EVENT_DELIVERY_TIME, Duration.between(event.at(), clock.instant())).write();
                record(event, answered.to(Stage.DELIVERED), at, result.detail("delivered"));
                return Optional.empty();
            }
            Metrics.Line line = line("event-failed", event, result).count(Metric.EVENT_FAILED);
            if (result.isGone()) {
                line.write();
                // The deployment's alarm matches this event name.
                LOG.errorf("endpoint-switched-off merchant=%s endpoint=%s payment=%s: it answered 410", endpoint.merchant(), endpoint.id(),
                        message.paymentId());
                endpoints.switchOff(endpoint, at);
                record(event, answered.to(Stage.SKIPPED), at, result.detail("endpoint-switched-off"));
                return Optional.empty();
            }
            int attempts = state.attempts() + 1;
            Map<String, String> detail = result.detail("failed");
            if (state.is(Stage.DEAD)) {
                line.write();
                record(event, answered.failed(attempts, Instant.EPOCH), at, detail);
                return Optional.empty();
            }
            if (attempts > config.retryAfter().size()) {
                line.count(Metric.EVENT_GIVEN_UP).write();
                DeliveryState dead = answered.failed(attempts, Instant.EPOCH).deadLettered();
                LOG.errorf("notification-given-up merchant=%s endpoint=%s payment=%s eventId=%s attempts=%d", endpoint.merchant(),
                        endpoint.id(), message.paymentId(), event.eventId(), attempts);
                queue.send(NotificationMessages.required(config.deadLetterQueueUrl(), "dead-letter-queue-url"),
                        List.of(DeliveryMessage.deadLetter(published(event), endpoint.id(), dead.deadLetters())));
                record(event, dead, at, detail);
                return Optional.empty();
            }
            line.write();
            Duration wait = wait(attempts, result.retryAfter(), at);
            LOG.warnf("notification-failed merchant=%s endpoint=%s payment=%s eventId=%s attempt=%d answer=%s next=%ds", endpoint.merchant(),
                    endpoint.id(), message.paymentId(), event.eventId(), attempts, result.answer(), wait.toSeconds());
            record(event, answered.failed(attempts, at.plus(wait)), at, detail);
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
                WebhookSender.Answer answer = SignedWebhook.post(http, config, endpoint, notification, at);
                pass.ifPresent(EndpointBreaker.Pass::responded);
                return new AttemptResult(answer.status(), "", answer.retryAfter());
            } catch (EndpointRefused | WebhookSender.Unreachable failure) {
                if (WebhookSender.TIMEOUT.equals(failure.getMessage())) {
                    pass.ifPresent(EndpointBreaker.Pass::timedOut);
                } else {
                    pass.ifPresent(EndpointBreaker.Pass::responded);
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
            if (!endpoint.id().equals(EndpointSettings.DEFAULT_ID)) {
                all.put("endpoint", endpoint.id());
            }
            if (!next.is(Stage.SUPERSEDED) && !detail.get("outcome").equals("skipped")) {
                all.put("attempt", Integer.toString(number));
            }
            if (next.is(Stage.OPEN) && next.attempts() == number) {
                all.put("next", PaymentJson.instant(next.notBefore()));
            }
            lease = deliveries.record(lease, Map.of(event.eventId(), next.text()), new DeliveryAttempt(message.paymentId(),
                    payment.map(Payment::status).orElse(event.status()), at, name(event, next, number), all));
            states.put(event.eventId(), next);
        }

        /** Orders attempts within one millisecond by rank, the only possible order. */
        private String name(OutboxRecord event, DeliveryState next, int number) {
            return (10 + event.status().rank()) + "-" + event.eventId() + "-" + next.deadLetters() + "-" + (100 + number)
                    + (endpoint.id().equals(EndpointSettings.DEFAULT_ID) ? "" : "-" + endpoint.id())
                    + (next.resend().isEmpty() ? "" : "-" + next.resend());
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
