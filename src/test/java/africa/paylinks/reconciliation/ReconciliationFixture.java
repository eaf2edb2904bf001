package africa.paylinks.reconciliation;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoOutageStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.DynamoWebhookArchive;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.StoreConfig;
import africa.paylinks.aws.TestTable;
import africa.paylinks.flutterwave.FlutterwaveFixture;
import africa.paylinks.flutterwave.FlutterwaveProvider;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.subscription.OpenCharges;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookArchive;
import africa.paylinks.webhook.WebhookPipeline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The reconciler over a table of its own, whose payments nobody else makes due. */
final class ReconciliationFixture {

    static final Money DUE = new Money(5000, "SLE");

    final AdjustableClock clock;
    private final TestTable.Empty own = TestTable.empty();
    final DynamoDbClient client = own.client();
    final StoreConfig table = own.config();
    final DynamoPaymentStore payments = new DynamoPaymentStore(client, table);
    final DynamoDueIndex index = new DynamoDueIndex(client, table);
    /** The index that runs use, where it is to fail in some way. */
    DueIndex ofRuns = index;
    OpenCharges charges = payment -> true;
    final DynamoWebhookInbox inbox = new DynamoWebhookInbox(client, table);
    final DynamoWebhookArchive archive = new DynamoWebhookArchive(client, table);
    final DynamoReportedTransactions attempts = new DynamoReportedTransactions(client, table);
    final DynamoOutageStore outages = new DynamoOutageStore(client, table);

    final RecordedMetrics metrics;
    private final DynamoIdempotencyStore idempotency;

    ReconciliationFixture(AdjustableClock clock) {
        this.clock = clock;
        this.metrics = new RecordedMetrics(clock);
        this.idempotency = new DynamoIdempotencyStore(client, table, clock, SamplePayments.IDS);
    }

    Reconciliation reconciliation(Settings settings, Provider... providers) {
        return reconciliation(settings, clock::advance, providers);
    }

    /** Whose pauses are the test's. */
    Reconciliation reconciliation(Settings settings, Sleeper pause, Provider... providers) {
        ProviderRegistry registry = new ProviderRegistry(List.of(providers));
        StatusCheck statusCheck = new StatusCheck(payments, attempts, registry, clock, metrics.metrics());
        return new Reconciliation(ofRuns,
                List.of(new PaymentReconciler(payments, registry, statusCheck, clock, settings, metrics.metrics(), payment -> charges.isAskedAgain(payment)),
                        new TransactionReconciler(payments, attempts, statusCheck, clock, metrics.metrics()),
                        new WebhookReconciler(archive, pipeline(), registry, clock, metrics.metrics())), (shard, until, isOver) -> 0, outages,
                registry, new ThreadTaskRunner(), pause, clock, settings, metrics.metrics());
    }

    WebhookPipeline pipeline() {
        return new WebhookPipeline(inbox, payments, refund -> { }, new Secrets((system, version) -> Optional.empty(), clock, Duration.ofMinutes(5)),
                new ProviderHttp(Duration.ofSeconds(2), Clock.systemUTC(), metrics.metrics()), clock, () -> Duration.ofSeconds(1), metrics.metrics());
    }

    InboxState state(StoredWebhook webhook) {
        return archive.find(new WebhookArchive.Name(webhook.provider(), webhook.key())).orElseThrow().state();
    }

    /** A provider's call comes in. */
    StoredWebhook arrives(FakeProvider bank, String paymentId) {
        StoredWebhook webhook = bank.webhook(paymentId);
        pipeline().receive(bank, new ApiRequest("POST", "/webhooks/" + bank.name(), Map.of(), Map.of(), Map.of(), webhook.body(),
                "localhost", Optional.empty()));
        return webhook;
    }

    /** A payment of 50 naira that its customer has paid at Flutterwave, as a status call found. */
    PaymentTerms paidAt(FlutterwaveFixture flutterwave) {
        PaymentTerms sample = SamplePayments.terms("shop", new Money(5000, "NGN"), clock.instant());
        Reserved reserved = reservation(new PaymentTerms(sample.id(), sample.merchant(), sample.orderId(), FlutterwaveProvider.NAME, PaymentMethod.CARD,
                sample.amount(), sample.customer(), sample.description(), sample.redirectUrl(), sample.metadata(), sample.createdAt(), sample.expiresAt()));
        idempotency.complete(reserved.started.token(), new CreationResult(sample.id(), FlutterwaveProvider.NAME, PaymentStatus.PENDING,
                Optional.of(new PaymentInstructions(flutterwave.link(reserved.terms), Optional.empty(), Optional.empty())), Optional.empty(), Optional.empty(),
                clock.instant()), new StoredAnswer(201, Map.of(), "{}"));
        flutterwave.pay(reserved.terms);
        new StatusCheck(payments, attempts, new ProviderRegistry(List.of(flutterwave.provider())), clock, metrics.metrics())
                .check(payment(reserved.terms), Optional.empty());
        return reserved.terms;
    }

    /** A payment whose creation nobody finished. */
    PaymentTerms reserved(String provider, Duration life) {
        return reservation(provider, life).terms;
    }

    /** A payment that its customer can pay. */
    PaymentTerms opened(String provider, Duration life) {
        return opened(SamplePayments.IDS.next(), provider, life);
    }

    /** The same with an id of its own. */
    PaymentTerms opened(String id, String provider, Duration life) {
        Reserved reserved = reservation(id, provider, life);
        CreationResult opening = new CreationResult(reserved.terms.id(), provider, PaymentStatus.PENDING,
                Optional.of(new PaymentInstructions("https://pay.example/" + reserved.terms.id(), Optional.empty(),
                        Optional.empty())), Optional.of("attempt-" + reserved.terms.id()), Optional.empty(), clock.instant());
        idempotency.complete(reserved.started.token(), opening, new StoredAnswer(201, Map.of(), "{}"));
        return reserved.terms;
    }

    /** The same with an id of its own. */
    PaymentTerms reserved(String id, String provider, Duration life) {
        return reservation(id, provider, life).terms;
    }

    private Reserved reservation(String provider, Duration life) {
        return reservation(SamplePayments.IDS.next(), provider, life);
    }

    private Reserved reservation(String id, String provider, Duration life) {
        PaymentTerms sample = SamplePayments.terms("shop", DUE, clock.instant());
        PaymentTerms terms = new PaymentTerms(id, sample.merchant(), sample.orderId(), provider, sample.method(),
                sample.amount(), sample.customer(), sample.description(), sample.redirectUrl(), sample.metadata(),
                sample.createdAt(), clock.instant().plus(life));
        return reservation(terms);
    }

    private Reserved reservation(PaymentTerms terms) {
        return new Reserved((Reservation.Started) idempotency.reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()),
                Fingerprint.of("POST", "/payment-links", new byte[0]), terms), terms);
    }

    PaymentStatus status(PaymentTerms terms) {
        return payment(terms).status();
    }

    Payment payment(PaymentTerms terms) {
        return payments.find(terms.id()).orElseThrow();
    }

    /** When the payment is due; empty when it is not. */
    Optional<Instant> dueAt(PaymentTerms terms) {
        return item(terms.id()).filter(item -> item.containsKey("dueAt")).map(item -> Instant.parse(item.get("dueAt").s()));
    }

    /** When the first of what waits for a provider is due, if that is not later. */
    Optional<Instant> nextDue(String provider, Instant latest) {
        TestTable.settle();
        return IntStream.range(0, DueIndex.SHARDS)
                .mapToObj(shard -> index.page(provider, shard, latest, 1, Optional.empty())).flatMap(List::stream).map(DueItem::at)
                .min(Comparator.naturalOrder());
    }

    /** The published events of a payment, in order. */
    List<String> published(String paymentId) {
        return client.query(request -> request.tableName(table.table()).keyConditionExpression("pk = :pk")
                        .consistentRead(true)
                        .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS("OUTBOX#" + paymentId)))).items().stream()
                .map(item -> item.get("type").s()).toList();
    }

    /** Takes a payment out of the table, so that it appears only when it is put back. */
    Map<String, AttributeValue> hidden(PaymentTerms terms) {
        Map<String, AttributeValue> item = item(terms.id()).orElseThrow();
        client.deleteItem(request -> request.tableName(table.table())
                .key(Map.of("pk", item.get("pk"), "sk", item.get("sk"))));
        return item;
    }

    void put(Map<String, AttributeValue> item) {
        client.putItem(request -> request.tableName(table.table()).item(item));
    }

    private Optional<Map<String, AttributeValue>> item(String paymentId) {
        return Optional.of(client.getItem(request -> request.tableName(table.table()).consistentRead(true)
                .key(Map.of("pk", AttributeValue.fromS("PAYMENT#" + paymentId), "sk", AttributeValue.fromS("PAYMENT")))).item());
    }

    private record Reserved(Reservation.Started started, PaymentTerms terms) {
    }
}
