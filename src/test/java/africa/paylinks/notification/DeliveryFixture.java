package africa.paylinks.notification;

import africa.paylinks.aws.DynamoDelayedDeliveries;
import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.DynamoEndpointCircuits;
import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.merchant.MerchantFixture;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.queue.MessageQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Payments in the table, and everything from their outbox to a merchant's endpoint. */
final class DeliveryFixture {

    static final String SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAx";
    static final String OLDER_SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAw";

    private static final Instant FAR_FUTURE = Instant.parse("9999-12-31T23:59:59Z");

    final String merchant = "shop-" + UUID.randomUUID().toString().substring(0, 8);
    final Clock clock;
    final RecordedMetrics metrics;
    final FakeQueue queue;
    final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    final DynamoEventLog log = new DynamoEventLog(TestTable.client(), TestTable.CONFIG);
    final MerchantFixture merchants;
    NotificationMessages messages;
    NotificationConfig config;
    DeliveryScheduler scheduler;
    /** The table of delayed deliveries, which only this fixture's scheduler resumes. */
    final TestTable.Empty waiting = TestTable.empty();
    final DueIndex index = new DynamoDueIndex(waiting.client(), waiting.config());
    final DynamoEndpointCircuits circuits = new DynamoEndpointCircuits(waiting.client(), waiting.config());
    final DynamoDelayedDeliveries delays = new DynamoDelayedDeliveries(waiting.client(), waiting.config());
    Duration patience = Duration.ofSeconds(15);
    private final DynamoIdempotencyStore idempotency;

    DeliveryFixture(Clock clock) {
        this(clock, new FakeQueue(clock));
    }

    DeliveryFixture(Clock clock, FakeQueue queue) {
        this.clock = clock;
        this.metrics = new RecordedMetrics(clock);
        this.queue = queue;
        this.merchants = new MerchantFixture(clock);
        this.idempotency = new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
        wire(new DynamoLeaseStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS),
                new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG), schedule("5s", "5m", "30m", "2h", "5h", "10h", "10h"));
    }

    static List<Duration> schedule(String... waits) {
        return java.util.stream.Stream.of(waits).map(wait -> Duration.parse("PT" + wait.toUpperCase(java.util.Locale.ROOT))).toList();
    }

    void wire(LeaseStore progress, DeliveryLog deliveries, List<Duration> retryAfter) {
        wire(progress, deliveries, retryAfter, DeliveryFixture::unchanged);
    }

    /** @param between what stands between the workers and whatever they call */
    void wire(LeaseStore progress, DeliveryLog deliveries, List<Duration> retryAfter, Between between) {
        config = new NotificationConfig() {
            @Override
            public Optional<String> queueUrl() {
                return Optional.of(FakeQueue.EVENTS);
            }

            @Override
            public Optional<String> deadLetterQueueUrl() {
                return Optional.of(FakeQueue.DEAD);
            }

            @Override
            public Optional<String> unpublishedQueueUrl() {
                return Optional.of(FakeQueue.DEAD);
            }

            @Override
            public List<Duration> retryAfter() {
                return retryAfter;
            }

            @Override
            public Duration timeout() {
                return patience;
            }

            @Override
            public Set<Integer> ports() {
                return Set.of(443);
            }

            @Override
            public boolean privateEndpoints() {
                return true;
            }
        };
        MessageQueue toQueue = between.between(MessageQueue.class, queue);
        messages = new NotificationMessages(new EventDelivery(merchants.endpoints(), payments, progress, deliveries,
                new EndpointBreaker(between.between(EndpointCircuits.class, circuits), clock), WebhookSender.ofSystem(true),
                toQueue, config, clock, metrics.metrics(), bound -> 0),
                new EventResender(log, merchants.endpoints(), progress, toQueue, config), toQueue,
                between.between(DelayedDeliveries.class, delays), config, clock);
        scheduler = scheduler(DeliveryFixture::unchanged);
    }

    /** A scheduler with something between it and whatever it calls. */
    DeliveryScheduler scheduler(Between between) {
        return new DeliveryScheduler(between.between(DueIndex.class, index), between.between(EndpointCircuits.class, circuits),
                between.between(MessageQueue.class, queue), config);
    }

    /** Stands between somebody and a part that is called. */
    @FunctionalInterface
    interface Between {

        <T> T between(Class<T> type, T target);
    }

    private static <T> T unchanged(Class<T> type, T target) {
        return target;
    }

    void endpoint(String url, String... secrets) {
        merchants.endpoint(merchant, url, secrets);
    }

    /** A payment that was created, and then took these steps. */
    PaymentTerms payment(PaymentStatus... steps) {
        return paymentOf(merchant, steps);
    }

    PaymentTerms paymentOf(String merchant, PaymentStatus... steps) {
        PaymentTerms terms = SamplePayments.terms(merchant, new Money(5000, "SLE"), SamplePayments.NOW);
        Reservation.Started started = (Reservation.Started) idempotency.reserve(
                new IdempotencyKey(merchant, UUID.randomUUID().toString()), new Fingerprint("f"), terms);
        idempotency.complete(started.token(), SamplePayments.opening(terms), new StoredAnswer(201, Map.of(), "{}"));
        for (PaymentStatus step : steps) {
            raise(terms, step);
        }
        return terms;
    }

    void raise(PaymentTerms terms, PaymentStatus status) {
        StatusEvent event = SamplePayments.statusEvent(terms, status, Optional.of(terms.amount()).filter(any -> status.isPaid()));
        payments.raise(event);
    }

    /** Everything in a payment's outbox as the stream gives it. */
    static List<StreamBatch.Change> outbox(String paymentId) {
        List<StreamBatch.Change> changes = new ArrayList<>();
        for (Map<String, AttributeValue> item : TestTable.partition("OUTBOX#" + paymentId)) {
            changes.add(new StreamBatch.Change("INSERT", new StreamBatch.Item(image(item), Integer.toString(changes.size() + 1))));
        }
        return changes;
    }

    private static JsonObject image(Map<String, AttributeValue> item) {
        JsonObject image = Json.object();
        item.forEach((name, value) -> {
            JsonObject attribute = image.putObject(name);
            if (value.hasM()) {
                attribute.put("M", image(value.m()));
            } else {
                attribute.put(value.n() != null ? "N" : "S", value.n() != null ? value.n() : value.s());
            }
        });
        return image;
    }

    /** The messages that the bus puts into the queue for a payment, in the order of its events. */
    List<String> envelopes(PaymentTerms terms) {
        return envelopes(terms.id());
    }

    /** @param id a payment's or a subscription's */
    List<String> envelopes(String id) {
        List<String> envelopes = new ArrayList<>();
        new EventPublisher(payments, log, events -> {
            events.forEach(event -> envelopes.add(envelope(event)));
            return Set.of();
        }, record -> queue.send(FakeQueue.DEAD, List.of(record)), RecordedMetrics.checked()).publish(outbox(id));
        return envelopes;
    }

    /** The message that a rule of the bus makes of an event. */
    static String envelope(PaymentEvent event) {
        JsonObject message = Json.object().put("version", "0").put("id", UUID.randomUUID().toString()).put("detail-type", event.type())
                .put("source", "paylinks").put("time", event.at().toString());
        message.put("detail", event.detail());
        return Json.write(message);
    }

    void publish(PaymentTerms terms) {
        queue.send(FakeQueue.EVENTS, envelopes(terms));
    }

    /** Lets the function have one message, if there is one to be had; what it does not name as failed is deleted. */
    boolean step(int which) {
        return queue.receive(FakeQueue.EVENTS, which).map(message -> {
            if (messages.process(List.of(message)).isEmpty()) {
                queue.delete(FakeQueue.EVENTS, message.receiptHandle());
            }
            return true;
        }).orElse(false);
    }

    /** A run of the scheduler: queues what is due by now. */
    int bring() {
        return bring(scheduler);
    }

    int bring(DeliveryScheduler by) {
        TestTable.settle();
        Instant now = clock.instant();
        return IntStream.range(0, DueIndex.SHARDS).map(shard -> by.queue(shard, now, () -> false)).sum();
    }

    /** What waits for a time, or for an endpoint that hangs. */
    List<DueItem> waiting(String kind) {
        TestTable.settle();
        return IntStream.range(0, DueIndex.SHARDS)
                .mapToObj(shard -> index.page(kind, shard, FAR_FUTURE, 10_000, Optional.empty())).flatMap(List::stream).toList();
    }

    /** When this fixture's merchant has work next; empty when nothing is queued or delayed. */
    Optional<Instant> next() {
        Optional<Instant> queued = queue.next(FakeQueue.EVENTS);
        if (queued.filter(at -> !at.isAfter(clock.instant())).isPresent()) {
            return queued;
        }
        Stream<DueItem> endpoints = waiting(DueItem.OfNotification.parkedFor(merchant)).isEmpty() ? Stream.empty()
                : waiting(DueItem.OfEndpoint.PROVIDER).stream();
        return Stream.of(queued.stream(), waiting(DueItem.OfNotification.PROVIDER).stream().map(DueItem::at),
                endpoints.map(DueItem::at)).flatMap(all -> all).min(Comparator.naturalOrder());
    }

    /** The attempts in a payment's history, each by its words. */
    List<String> attempts(PaymentTerms terms) {
        return payments.history(terms.id()).stream().filter(entry -> entry.cause().equals("notification"))
                .map(entry -> entry.detail().get("type").replace("payment.", "") + " " + entry.detail().getOrDefault("attempt", "-") + " "
                        + entry.detail().get("outcome") + " " + entry.detail().getOrDefault("httpStatus", entry.detail().getOrDefault("reason", "-")))
                .toList();
    }
}
