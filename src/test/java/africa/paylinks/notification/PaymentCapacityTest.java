package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.CapacityMeter;
import africa.paylinks.aws.CapacityMeter.Usage;
import africa.paylinks.aws.DynamoDelayedDeliveries;
import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.DynamoEndpointCircuits;
import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.DynamoMerchantStore;
import africa.paylinks.aws.DynamoOutageStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.StoreConfig;
import africa.paylinks.aws.TestTable;
import africa.paylinks.capability.ProvidersOfTheCode;
import africa.paylinks.flot.FlotConfig.Dialect;
import africa.paylinks.flot.FlotFixture;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.RefundJson;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.link.LinkConfig;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.merchant.MerchantFixture;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.reconciliation.Reconciliation;
import africa.paylinks.reconciliation.ReconciliationConfig;
import africa.paylinks.refund.Refundable;
import africa.paylinks.routing.Routing;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What one payment and one idle run of the reconciler take of DynamoDB, which is what docs/cost.md states. */
@Tag("slow")
class PaymentCapacityTest {

    private static final Path PAGE = Path.of("docs", "cost.md");
    private static final StoreConfig TABLE = TestTable.CONFIG;

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final CapacityMeter meter = new CapacityMeter();
    private final DynamoDbClient client = meter.client();
    private final FlotFixture flot = new FlotFixture(clock);
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final DynamoPaymentStore payments = new DynamoPaymentStore(client, TABLE);
    private final DynamoWebhookInbox inbox = new DynamoWebhookInbox(client, TABLE);
    private final String merchant = "shop-" + UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void close() {
        flot.close();
        endpoint.close();
    }

    @Test
    void theCostPageStatesTheCallsAndUnitsThatAreCounted() throws IOException {
        Map<String, Usage> counted = new TreeMap<>();
        String payment = created(counted);
        String hinted = created(new HashMap<>());
        counted.put("Read a payment", meter.of(() -> payments.find(payment).orElseThrow()));
        counted.put("Receive a webhook that is a proof", meter.of(() ->
                assertEquals(InboxState.APPLIED, inbox.apply(webhook(payment), completed(payment)))));
        counted.put("Receive a webhook that is a hint", meter.of(() -> {
            inbox.receive(webhook(hinted));
            payments.find(hinted).orElseThrow();
            assertEquals(InboxState.APPLIED, inbox.settle(webhook(hinted), completed(hinted)));
        }));
        String proven = created(new HashMap<>());
        counted.put("Receive a webhook that is a proof, at a provider whose dashboard refunds", meter.of(() ->
                assertEquals(InboxState.APPLIED, inbox.apply(webhook(proven), completed(proven).withRefundsElsewhere()))));
        String checked = created(new HashMap<>());
        counted.put("Receive a webhook that is a hint, at a provider whose dashboard refunds", meter.of(() -> {
            inbox.receive(webhook(checked));
            payments.find(checked).orElseThrow();
            assertEquals(InboxState.APPLIED, inbox.settle(webhook(checked), completed(checked).withRefundsElsewhere()));
        }));
        counted.put("Check a paid payment for refunds there", meter.of(() -> check(checked)));
        published(payment, counted);
        counted.put("Refund a payment", meter.of(() -> refund(payment)));
        counted.put("Run the reconciler with nothing due", meter.of(this::reconcileNothing));

        String page = Files.exists(PAGE) ? Files.readString(PAGE) : "";
        List<String> missing = counted.entrySet().stream().map(row -> row(row.getKey(), row.getValue())).filter(row -> !page.contains(row)).toList();
        assertEquals(List.of(), missing);
    }

    private static String row(String step, Usage usage) {
        String calls = usage.calls().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(call -> call.getValue() + " `" + call.getKey() + "`").collect(Collectors.joining(", "));
        return "| " + step + " | " + calls + " | " + usage.writeUnits() + " | " + String.valueOf(usage.readUnits()).replace(".0", "") + " |";
    }

    /** The example of the API's documentation, with everything a shop may send. */
    private String created(Map<String, Usage> counted) {
        LinkCreation creation = new LinkCreation(new DynamoIdempotencyStore(client, TABLE, clock, SamplePayments.IDS), payments,
                registry(flot.provider(Dialect.DEVELOPERS_PAGE)), new Routing(Optional::empty, registry(flot.provider(Dialect.DEVELOPERS_PAGE))),
                SamplePayments.IDS, clock, LINKS, none -> Optional.empty(), RecordedMetrics.checked());
        List<ApiResponse> answers = new ArrayList<>();
        counted.put("Create a payment link", meter.of(() -> answers.add(creation.create(new ApiRequest("POST", "/payment-links", Map.of(), Map.of(),
                Map.of("idempotency-key", UUID.randomUUID().toString()), example("create-payment-link/momo"), "api.example",
                Optional.of(new ApiRequest.Caller(merchant, Set.of("read", "write"))))))));
        assertEquals(201, answers.get(0).status());
        return Json.readObject(answers.get(0).body().getBytes(StandardCharsets.UTF_8)).orElseThrow().path("id").asText();
    }

    /** What a run does about a paid payment of which the provider lists no refund. */
    private void check(String payment) {
        DynamoDueIndex index = new DynamoDueIndex(client, TABLE);
        Instant at = clock.instant().plusSeconds(30).plus(DueItem.OfPaidPayment.FIRST_CHECK);
        DueItem leased = index.move(new DueItem(DueItem.OfPaidPayment.of("flot"), new DueItem.OfPaidPayment(payment), at), at.plusSeconds(120)).orElseThrow();
        payments.find(payment).orElseThrow();
        index.release(leased, at.plusSeconds(86_400));
    }

    /** Both events of a payment on their way from the stream to the merchant. */
    private void published(String payment, Map<String, Usage> counted) {
        List<String> messages = new ArrayList<>();
        EventPublisher publisher = new EventPublisher(payments, new DynamoEventLog(client, TABLE), events -> {
            events.forEach(event -> messages.add(DeliveryFixture.envelope(event)));
            return Set.of();
        }, record -> {
            throw new AssertionError(record);
        }, RecordedMetrics.checked());
        List<StreamBatch.Change> outbox = DeliveryFixture.outbox(payment);
        assertEquals(2, outbox.size());
        counted.put("Publish an event", meter.of(() -> publisher.publish(outbox.subList(1, 2))));
        publisher.publish(outbox.subList(0, 1));

        MerchantFixture merchants = new MerchantFixture(clock, new DynamoMerchantStore(client, TABLE));
        merchants.endpoint(merchant, endpoint.url(), DeliveryFixture.SECRET);
        FakeQueue queue = new FakeQueue(clock);
        NotificationMessages work = new NotificationMessages(new EventDelivery(merchants.endpoints(), payments,
                new DynamoLeaseStore(client, TABLE, clock, SamplePayments.IDS), new DynamoDeliveryLog(client, TABLE),
                new EndpointBreaker(new DynamoEndpointCircuits(client, TABLE), clock), WebhookSender.ofSystem(true), queue, CONFIG, clock, RecordedMetrics.checked()),
                new EventResender(new DynamoEventLog(client, TABLE), merchants.endpoints(), new DynamoLeaseStore(client, TABLE, clock, SamplePayments.IDS), queue, CONFIG), queue,
                new DynamoDelayedDeliveries(client, TABLE), CONFIG, clock);
        // Created comes first, so that completed finds nothing else to do.
        deliver(work, queue, messages.get(1));
        counted.put("Deliver an event to a merchant", meter.of(() -> deliver(work, queue, messages.get(0))));
        assertEquals(List.of("payment.created", "payment.completed"), endpoint.types());
    }

    /** Without the call of the provider, which completes the refund at once. */
    private void refund(String payment) {
        DynamoRefundStore store = new DynamoRefundStore(client, TABLE, clock, SamplePayments.IDS);
        Refundable paid = store.refundable(payment).orElseThrow();
        Refund refund = Refund.ordered(SamplePayments.IDS.next("ref"), paid.payment().terms(), new Money(1000, "SLE"),
                Optional.of("One of two tickets was returned"), clock.instant(), clock.instant().plusSeconds(60));
        FencingToken token = ((Reservation.Started) store.order(new IdempotencyKey(merchant, UUID.randomUUID().toString()), new Fingerprint("f"), refund, paid)
                .orElseThrow()).token();
        Refund completed = store.claimRequest(refund, clock.instant()).orElseThrow().completed(Optional.of("75923"), clock.instant());
        store.settle(completed, paid.payment(), Cause.MERCHANT, token, new StoredAnswer(201, Map.of(), Json.write(RefundJson.of(completed))));
    }

    private static void deliver(NotificationMessages work, FakeQueue queue, String message) {
        queue.send(FakeQueue.EVENTS, List.of(message));
        var received = queue.receive(FakeQueue.EVENTS, 0).orElseThrow();
        assertTrue(work.process(List.of(received)).isEmpty());
        queue.delete(FakeQueue.EVENTS, received.receiptHandle());
    }

    /** All providers, some of which send hints or refund on their dashboards, and nothing that is due. */
    private void reconcileNothing() {
        TestTable.Empty empty = TestTable.empty();
        ProviderRegistry all = registry(everyProvider());
        DynamoDueIndex index = new DynamoDueIndex(client, empty.config());
        new Reconciliation(index, List.of(), new DeliveryScheduler(index, new DynamoEndpointCircuits(client, empty.config()), new FakeQueue(clock), CONFIG),
                new DynamoOutageStore(client, empty.config()), all, tasks -> tasks.forEach(Runnable::run), pause -> { }, clock, RECONCILIATION,
                RecordedMetrics.checked()).run();
    }

    private static Provider[] everyProvider() {
        try {
            return ProvidersOfTheCode.byName().toArray(Provider[]::new);
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static ProviderRegistry registry(Provider... providers) {
        return new ProviderRegistry(List.of(providers));
    }

    private StoredWebhook webhook(String payment) {
        return new StoredWebhook("flot", payment + ":123456:completed", payment, example("flot-webhook/completed"),
                Map.of("content-type", "application/json", "user-agent", "axios/1.6.8"), clock.instant());
    }

    /** With a fee, which some providers state. */
    private StatusEvent completed(String payment) {
        return new StatusEvent(payment, "flot", PaymentStatus.COMPLETED, Cause.WEBHOOK, clock.instant().plusSeconds(30),
                Optional.of(new Money(5000, "SLE")), Optional.of("123456"), Optional.empty(), Map.of("flotRequestId", "123456"))
                .withProviderFee(Optional.of(new Money(95, "SLE")));
    }

    private static byte[] example(String name) {
        try {
            JsonValue event = Json.readObject(Files.readAllBytes(Path.of("events", name + ".json"))).orElseThrow();
            return event.path("body").asText().getBytes(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static final LinkConfig LINKS = new LinkConfig() {
        @Override
        public String stage() {
            return "prod";
        }

        @Override
        public Optional<URI> publicUrl() {
            return Optional.empty();
        }

        @Override
        public Duration linkLife() {
            return Duration.ofHours(24);
        }
    };

    private static final NotificationConfig CONFIG = new NotificationConfig() {
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
            return List.of(Duration.ofSeconds(5));
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(15);
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

    private static final ReconciliationConfig RECONCILIATION = new ReconciliationConfig() {
        @Override
        public Duration time() {
            return Duration.ofSeconds(45);
        }

        @Override
        public Duration poll() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration faultPatience() {
            return Duration.ofDays(1);
        }

        @Override
        public int items() {
            return 1000;
        }

        @Override
        public int concurrency() {
            return 1;
        }

        @Override
        public Duration lease() {
            return Duration.ofMinutes(2);
        }

        @Override
        public Duration creationPatience() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration followUp() {
            return Duration.ofHours(12);
        }
    };
}
