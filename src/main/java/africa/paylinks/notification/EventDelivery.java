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
 * Delivers events to merchants, one at a time per payment and never out of order. Queues do not guarantee order, so a message
 * only says that an event exists. The outbox and the stored delivery states decide which events to deliver first.
 */
@Singleton
public final class EventDelivery {

    private static final Logger LOG = Logger.getLogger(EventDelivery.class);
    /** Longer than a worker can run, so that the next one is alone with the payment. */
    private static final Duration LEASE = Duration.ofSeconds(75);
    private static final Duration WHILE_SOMEBODY_ELSE_DOES = Duration.ofSeconds(2);
    /** An endpoint cannot request a longer delay than our own longest one. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(11);

    private final MerchantEndpoints endpoints;
    private final PaymentStore payments;
    private final LeaseStore progress;
    private final DeliveryLog deliveries;
    private final EndpointBreaker breaker;
    private final WebhookSender http;
    private final MessageQueue queue;
    private final NotificationConfig config;
    private final Clock clock;
    private final Metrics metrics;
    private final LongUnaryOperator jitter;

    @Inject
    public EventDelivery(MerchantEndpoints endpoints, PaymentStore payments, LeaseStore progress, DeliveryLog deliveries,
            EndpointBreaker breaker, WebhookSender http, MessageQueue queue, NotificationConfig config, Clock clock, Metrics metrics) {
        this(endpoints, payments, progress, deliveries, breaker, http, queue, config, clock, metrics,
                bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /** @param jitter returns a number from 0 (inclusive) to its argument (exclusive) */
    EventDelivery(MerchantEndpoints endpoints, PaymentStore payments, LeaseStore progress, DeliveryLog deliveries,
            EndpointBreaker breaker, WebhookSender http, MessageQueue queue, NotificationConfig config, Clock clock, Metrics metrics,
            LongUnaryOperator jitter) {
        this.endpoints = endpoints;
        this.payments = payments;
        this.progress = progress;
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
     * @param late whether there is no time for another attempt
     * @return what to do with the message
     */
    DeliveryResult deliver(DeliveryMessage message, BooleanSupplier late) {
        return Correlation.forPayment(message.paymentId(), () -> delivered(message, late));
    }

    private DeliveryResult delivered(DeliveryMessage message, BooleanSupplier late) {
        Optional<MerchantEndpoint> endpoint = endpoints.find(message.merchant());
        if (endpoint.isEmpty()) {
            return new DeliveryResult.Done();
        }
        if (endpoint.get().off()) {
            LOG.infof("notification-dropped merchant=%s payment=%s eventId=%s: the endpoint is switched off", message.merchant(),
                    message.paymentId(), message.eventId());
            return new DeliveryResult.Done();
        }
        Optional<EndpointBreaker.Pass> pass = breaker.enter(endpoint.get(), LEASE);
        if (pass.isEmpty()) {
            return new DeliveryResult.Parked();
        }
        try {
            return deliver(message, endpoint.get(), pass.get(), late).<DeliveryResult>map(DeliveryResult.RetryAfter::new)
                    .orElseGet(DeliveryResult.Done::new);
        } finally {
            pass.get().leave();
        }
    }

    private Optional<Duration> deliver(DeliveryMessage message, MerchantEndpoint endpoint, EndpointBreaker.Pass pass, BooleanSupplier late) {
        Optional<Lease> taken = progress.take("notification#" + message.paymentId(), LEASE);
        if (taken.isEmpty()) {
            return Optional.of(WHILE_SOMEBODY_ELSE_DOES);
        }
        Work work = new Work(message, endpoint, pass, taken.get(), late);
        try {
            return work.run();
        } finally {
            release(work.held);
        }
    }

    private void release(Lease held) {
        try {
            progress.release(held);
        } catch (StoreUnavailable unavailable) {
            LOG.warn("notification-not-released: the payment's lease ends by itself", unavailable);
        }
    }

    /** The processing of one message, while this worker holds its payment. */
    private final class Work {

        private final DeliveryMessage message;
        private final MerchantEndpoint endpoint;
        private final EndpointBreaker.Pass pass;
        private final BooleanSupplier late;
        private final Map<String, DeliveryState> states = new HashMap<>();
        private Lease held;
        private Payment payment;

        Work(DeliveryMessage message, MerchantEndpoint endpoint, EndpointBreaker.Pass pass, Lease held, BooleanSupplier late) {
            this.message = message;
            this.endpoint = endpoint;
            this.pass = pass;
            this.held = held;
            this.late = late;
        }

        Optional<Duration> run() {
            // Read the payment first: all events up to its status are in the outbox by now. Of later events the outbox may
            // lack an earlier one, and each of them has its own message.
            payment = payments.find(message.paymentId())
                    .orElseThrow(() -> new IllegalStateException("The payment of a message is missing"));
            List<OutboxRecord> news = deliveries.news(payment.id()).stream()
                    .filter(any -> any.status().rank() <= payment.status().rank())
                    .sorted(OutboxRecord.IN_ORDER)
                    .toList();
            news.forEach(any -> states.put(any.eventId(),
                    held.entry(any.eventId()).map(DeliveryState::read).orElse(DeliveryState.NEW)));
            return states.containsKey(message.eventId()) ? upToOwn(news) : remaining(news);
        }

        private Optional<Duration> upToOwn(List<OutboxRecord> news) {
            DeliveryState own = states.get(message.eventId());
            if (own.is(Stage.DELIVERED) || own.is(Stage.SUPERSEDED)
                    || own.is(Stage.DEAD) && own.round() != message.round()) {
                return Optional.empty();
            }
            List<OutboxRecord> due = news.subList(0, place(news) + 1);
            if (own.is(Stage.DEAD)) {
                due.forEach(any -> states.computeIfPresent(any.eventId(),
                        (id, state) -> state.is(Stage.DEAD) ? state.restarted() : state));
            }
            return whenDue(due, news);
        }

        /** The outbox keeps events for a month; what remains of the payment then is delivered. */
        private Optional<Duration> remaining(List<OutboxRecord> news) {
            LOG.warnf("notification-forgotten merchant=%s payment=%s eventId=%s", endpoint.merchant(), payment.id(),
                    message.eventId());
            return whenDue(news, news);
        }

        private Optional<Duration> whenDue(List<OutboxRecord> due, List<OutboxRecord> all) {
            Optional<Duration> wait = due.stream().map(this::state).filter(state -> state.is(Stage.OPEN))
                    .map(state -> Duration.between(clock.instant(), state.notBefore())).max(Comparator.naturalOrder())
                    .filter(left -> left.toMillis() > 0);
            return wait.isPresent() ? wait : inOrder(due, all);
        }

        private Optional<Duration> inOrder(List<OutboxRecord> due, List<OutboxRecord> all) {
            boolean stillDead = false;
            for (int place = 0; place < due.size(); place++) {
                OutboxRecord news = due.get(place);
                DeliveryState state = state(news);
                // A dead event is retried before later ones; after one failure the time is better spent on those.
                if (state.is(Stage.DELIVERED) || state.is(Stage.SUPERSEDED) || state.is(Stage.DEAD) && stillDead) {
                    continue;
                }
                if (all.subList(place + 1, all.size()).stream().anyMatch(later -> state(later).is(Stage.DELIVERED))) {
                    note(news, state.to(Stage.SUPERSEDED), Map.of("outcome", "superseded"));
                    continue;
                }
                if (late.getAsBoolean()) {
                    return Optional.of(Duration.ZERO);
                }
                Optional<Duration> again = attempt(news, state);
                if (again.isPresent() || state(news).is(Stage.OPEN)) {
                    return again;
                }
                stillDead = stillDead || state.is(Stage.DEAD) && state(news).is(Stage.DEAD);
            }
            return Optional.empty();
        }

        /** Makes one attempt; returns when to retry, if at all. */
        private Optional<Duration> attempt(OutboxRecord news, DeliveryState state) {
            Instant at = clock.instant();
            Tried tried = send(news, at);
            if (tried.delivered()) {
                line("event-delivered", news, tried).count(Metric.EVENT_DELIVERED)
                        .time(Metric.EVENT_DELIVERY_TIME, Duration.between(news.at(), clock.instant())).write();
                note(news, state.to(Stage.DELIVERED), at, tried.detail("delivered"));
                return Optional.empty();
            }
            Metrics.Line line = line("event-failed", news, tried).count(Metric.EVENT_FAILED);
            if (tried.gone()) {
                line.write();
                // The deployment's alarm matches this event name.
                LOG.errorf("endpoint-switched-off merchant=%s payment=%s: it answered 410", endpoint.merchant(), payment.id());
                endpoints.switchOff(endpoint, at);
                note(news, state, at, tried.detail("endpoint-switched-off"));
                return Optional.empty();
            }
            int attempts = state.attempts() + 1;
            Map<String, String> detail = tried.detail("failed");
            if (state.is(Stage.DEAD)) {
                line.write();
                note(news, new DeliveryState(Stage.DEAD, state.round(), attempts, Instant.EPOCH), at, detail);
                return Optional.empty();
            }
            if (attempts > config.retryAfter().size()) {
                line.count(Metric.EVENT_GIVEN_UP).write();
                DeliveryState dead = new DeliveryState(Stage.OPEN, state.round(), attempts, Instant.EPOCH).deadLettered();
                LOG.errorf("notification-given-up merchant=%s payment=%s eventId=%s attempts=%d", endpoint.merchant(),
                        payment.id(), news.eventId(), attempts);
                queue.send(NotificationMessages.required(config.deadLetterQueueUrl(), "dead-letter-queue-url"),
                        List.of(DeliveryMessage.deadLetter(PaymentEvent.of(news, payment), dead.round())));
                note(news, dead, at, detail);
                return Optional.empty();
            }
            line.write();
            Duration wait = wait(attempts, tried.retryAfter(), at);
            LOG.warnf("notification-failed merchant=%s payment=%s eventId=%s attempt=%d answer=%s next=%ds", endpoint.merchant(),
                    payment.id(), news.eventId(), attempts, tried.words(), wait.toSeconds());
            note(news, DeliveryState.open(state.round(), attempts, at.plus(wait)), at, detail);
            return Optional.of(wait);
        }

        private Metrics.Line line(String event, OutboxRecord news, Tried tried) {
            return metrics.line(event).property("merchant", endpoint.merchant()).property("type", news.type())
                    .property("eventId", news.eventId()).property("answer", tried.words());
        }

        private Tried send(OutboxRecord news, Instant at) {
            if (endpoint.secrets().isEmpty()) {
                return new Tried(0, "no-secret", Optional.empty());
            }
            Notification notification = Notification.of(news, payment);
            try {
                WebhookSender.Answer answer = http.post(
                        EndpointAddress.of(endpoint.url(), config.ports(), config.privateEndpoints()),
                        Map.of("Content-Type", "application/json", "Accept", "*/*", "User-Agent", "Paylinks/1",
                                "webhook-id", notification.eventId(),
                                "webhook-timestamp", Long.toString(at.getEpochSecond()),
                                "webhook-signature",
                                WebhookSignature.of(notification.eventId(), at, notification.body(), endpoint.secrets())),
                        notification.body(), config.timeout());
                pass.answered();
                return new Tried(answer.status(), "", answer.retryAfter());
            } catch (EndpointRefused | WebhookSender.Unreachable nothingSent) {
                if (WebhookSender.TIMEOUT.equals(nothingSent.getMessage())) {
                    pass.hung();
                } else {
                    pass.answered();
                }
                return new Tried(0, nothingSent.getMessage(), Optional.empty());
            }
        }

        private Duration wait(int attempts, Optional<String> retryAfter, Instant at) {
            Duration usual = config.retryAfter().get(attempts - 1);
            Duration wait = usual.plusMillis(jitter.applyAsLong(usual.toMillis() / 10 + 1));
            Duration wanted = retryAfter.map(header -> RetryAfter.of(header, at, LONGEST_WAIT)).orElse(Duration.ZERO);
            return wanted.compareTo(wait) > 0 ? wanted : wait;
        }

        private void note(OutboxRecord news, DeliveryState next, Map<String, String> detail) {
            note(news, next, clock.instant(), detail);
        }

        private void note(OutboxRecord news, DeliveryState next, Instant at, Map<String, String> detail) {
            int number = state(news).attempts() + 1;
            Map<String, String> all = new HashMap<>(detail);
            all.put("event", news.eventId());
            all.put("type", news.type());
            if (!next.is(Stage.SUPERSEDED)) {
                all.put("attempt", Integer.toString(number));
            }
            if (next.is(Stage.OPEN) && next.attempts() == number) {
                all.put("next", PaymentJson.instant(next.notBefore()));
            }
            held = deliveries.note(held, Map.of(news.eventId(), next.text()), new DeliveryAttempt(payment.id(),
                    payment.status(), at, name(news, next.round(), number), all));
            states.put(news.eventId(), next);
        }

        /** Orders attempts within one millisecond by rank, the only possible order. */
        private static String name(OutboxRecord news, int round, int number) {
            return (10 + news.status().rank()) + "-" + news.eventId() + "-" + round + "-" + (100 + number);
        }

        private DeliveryState state(OutboxRecord news) {
            return states.get(news.eventId());
        }

        private int place(List<OutboxRecord> news) {
            for (int place = 0; place < news.size(); place++) {
                if (news.get(place).eventId().equals(message.eventId())) {
                    return place;
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
    private record Tried(int status, String reason, Optional<String> retryAfter) {

        boolean delivered() {
            return status >= 200 && status < 300;
        }

        boolean gone() {
            return status == 410;
        }

        String words() {
            return status == 0 ? reason : Integer.toString(status);
        }

        Map<String, String> detail(String outcome) {
            return status == 0 ? Map.of("outcome", outcome, "reason", reason)
                    : Map.of("outcome", outcome, "httpStatus", Integer.toString(status));
        }
    }
}
