package africa.paylinks.notification;

import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.merchant.MerchantFixture;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Payments in the table, and everything from their outbox to a merchant's endpoint. */
final class DeliveryFixture {

    static final String SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAx";
    static final String OLDER_SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAw";

    final String merchant = "shop-" + UUID.randomUUID().toString().substring(0, 8);
    final Clock clock;
    final RecordedMetrics metrics;
    final FakeQueue queue;
    final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    final MerchantFixture merchants;
    NotificationMessages messages;
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
        NotificationConfig config = new NotificationConfig() {
            @Override
            public Optional<String> queueUrl() {
                return Optional.of(FakeQueue.NEWS);
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
        messages = new NotificationMessages(new EventDelivery(merchants.endpoints(), payments, progress, deliveries,
                WebhookSender.ofSystem(true), queue, config, clock, metrics.metrics(), bound -> 0), queue, config);
    }

    void endpoint(String url, String... secrets) {
        merchants.endpoint(merchant, url, secrets);
    }

    /** A payment that was created, and then took these steps. */
    PaymentTerms payment(PaymentStatus... steps) {
        PaymentTerms terms = SamplePayments.terms(merchant, new Money(5000, "SLE"), SamplePayments.NOW);
        Reservation.Started started = (Reservation.Started) idempotency.reserve(
                new IdempotencyKey(merchant, UUID.randomUUID().toString()), new Fingerprint("f"), terms);
        idempotency.complete(started.claim(), SamplePayments.opening(terms), new StoredAnswer(201, Map.of(), "{}"));
        for (PaymentStatus step : steps) {
            raise(terms, step);
        }
        return terms;
    }

    void raise(PaymentTerms terms, PaymentStatus status) {
        StatusEvent news = SamplePayments.news(terms, status, Optional.of(terms.amount()).filter(any -> status.isPaid()));
        payments.raise(news);
    }

    /** Everything in a payment's outbox as the stream gives it. */
    static List<StreamBatch.Change> outbox(String paymentId) {
        List<StreamBatch.Change> changes = new ArrayList<>();
        for (Map<String, AttributeValue> item : TestTable.partition("OUTBOX#" + paymentId)) {
            changes.add(new StreamBatch.Change("INSERT", new StreamBatch.Item(image(item), Integer.toString(changes.size() + 1))));
        }
        return changes;
    }

    private static ObjectNode image(Map<String, AttributeValue> item) {
        ObjectNode image = Json.object();
        item.forEach((name, value) -> image.putObject(name).set(value.hasM() ? "M" : value.n() != null ? "N" : "S",
                value.hasM() ? image(value.m()) : image.textNode(value.n() != null ? value.n() : value.s())));
        return image;
    }

    /** The messages that the bus puts into the queue for a payment, in the order of the news. */
    List<String> envelopes(PaymentTerms terms) {
        List<String> envelopes = new ArrayList<>();
        new EventPublisher(payments, events -> {
            events.forEach(event -> envelopes.add(envelope(event)));
            return Set.of();
        }, record -> queue.send(FakeQueue.DEAD, List.of(record)), RecordedMetrics.checked()).publish(outbox(terms.id()));
        return envelopes;
    }

    /** The message that a rule of the bus makes of an event. */
    static String envelope(PaymentEvent event) {
        ObjectNode message = Json.object().put("version", "0").put("id", UUID.randomUUID().toString()).put("detail-type", event.type())
                .put("source", "paylinks").put("time", event.at().toString());
        message.set("detail", event.detail());
        return Json.write(message);
    }

    void publish(PaymentTerms terms) {
        queue.send(FakeQueue.NEWS, envelopes(terms));
    }

    /** Lets the function have one message, if there is one to be had; what it does not name as failed is deleted. */
    boolean step(int which) {
        return queue.receive(FakeQueue.NEWS, which).map(message -> {
            if (messages.work(List.of(message)).isEmpty()) {
                queue.delete(FakeQueue.NEWS, message.receiptHandle());
            }
            return true;
        }).orElse(false);
    }

    /** The attempts in a payment's history, each by its words. */
    List<String> attempts(PaymentTerms terms) {
        return payments.history(terms.id()).stream().filter(entry -> entry.cause().equals("notification"))
                .map(entry -> entry.detail().get("type").replace("payment.", "") + " " + entry.detail().getOrDefault("attempt", "-") + " "
                        + entry.detail().get("outcome") + " " + entry.detail().getOrDefault("httpStatus", entry.detail().getOrDefault("reason", "-")))
                .toList();
    }
}
