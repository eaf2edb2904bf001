package africa.paylinks.refund;

import africa.paylinks.AdjustableClock;
import africa.paylinks.CrashPoint;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.flutterwave.FlutterwaveFixture;
import africa.paylinks.flutterwave.FlutterwaveProvider;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.RefundLookup;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookPipeline;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Refunds over the embedded table and a Flutterwave sandbox, with payments to refund. */
final class RefundFixture implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofHours(1);
    private static final RefundConfig CONFIG = new RefundConfig() {
        @Override
        public Duration patience() {
            return PATIENCE;
        }

        @Override
        public Duration firstCheck() {
            return Duration.ofMinutes(1);
        }
    };

    final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    final RecordedMetrics metrics = new RecordedMetrics(clock);
    final FlutterwaveFixture flutterwave = new FlutterwaveFixture(clock);
    final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    final DynamoRefundStore refunds = new DynamoRefundStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
    private final DynamoIdempotencyStore creations =
            new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);

    private final WebhookPipeline pipeline;

    RefundFixture() {
        pipeline = new WebhookPipeline(new DynamoWebhookInbox(TestTable.client(), TestTable.CONFIG), payments,
                tracking(), flutterwave.secrets(), new ProviderHttp(Duration.ofSeconds(2), Clock.systemUTC(), metrics.metrics()), clock, () -> Duration.ofSeconds(30), metrics.metrics());
        flutterwave.receive(this::receive);
    }

    private void receive(WebhookCall call) {
        receive(flutterwave.provider(), call);
    }

    private void receive(FlutterwaveProvider provider, WebhookCall call) {
        pipeline.receive(provider, new ApiRequest("POST", "/webhooks/flutterwave",
                Map.of(), call.query(), call.headers(), call.body(), "api.example", Optional.empty()));
    }

    /** The reconciler processes a stored webhook again. */
    InboxState webhookAgain(String key, String body) {
        return pipeline.reprocess(flutterwave.provider(), new StoredWebhook(FlutterwaveProvider.NAME, key, "-", body.getBytes(StandardCharsets.UTF_8),
                Map.of(), clock.instant()), Cause.WEBHOOK).state();
    }

    /** A webhook comes in that carries the right hash. */
    void webhook(String body) {
        webhook(flutterwave.provider(), body);
    }

    /** The same while the provider is in another state. */
    void webhook(FlutterwaveProvider provider, String body) {
        receive(provider, new WebhookCall(Map.of("verif-hash", "a-hash"), Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    }

    /** A payment of so many kobo that its customer has paid. */
    String paid(long minor) {
        PaymentTerms terms = open(FlutterwaveProvider.NAME, new Money(minor, "NGN"), PaymentMethod.CARD);
        raise(terms, PaymentStatus.COMPLETED, Optional.of(flutterwave.pay(terms)));
        return terms.id();
    }

    /** A payment of so many kobo with a link at the sandbox. */
    PaymentTerms linked(long minor) {
        PaymentTerms terms = terms(FlutterwaveProvider.NAME, new Money(minor, "NGN"), PaymentMethod.CARD);
        return open(terms, flutterwave.link(terms));
    }

    /** A payment that waits for its customer. */
    PaymentTerms open(String provider, Money amount, PaymentMethod method) {
        PaymentTerms terms = terms(provider, amount, method);
        return open(terms, "https://pay.example/" + terms.id());
    }

    private PaymentTerms terms(String provider, Money amount, PaymentMethod method) {
        PaymentTerms sample = SamplePayments.terms("shop", amount, clock.instant());
        return new PaymentTerms(sample.id(), "shop", sample.orderId(), provider, method, amount,
                sample.customer(), sample.description(), sample.redirectUrl(), sample.metadata(), sample.createdAt(),
                sample.expiresAt());
    }

    private PaymentTerms open(PaymentTerms terms, String link) {
        Reservation reservation = creations.reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()),
                new Fingerprint("f"), terms);
        creations.complete(((Reservation.Started) reservation).token(), new CreationResult(terms.id(), terms.provider(),
                PaymentStatus.PENDING, Optional.of(new PaymentInstructions(link, Optional.empty(), Optional.empty())),
                Optional.empty(), Optional.empty(), clock.instant()),
                new StoredAnswer(201, Map.of(), "{}"));
        return terms;
    }

    void raise(PaymentTerms terms, PaymentStatus status, Optional<String> reference) {
        payments.raise(new StatusEvent(terms.id(), terms.provider(), status, Cause.WEBHOOK, clock.instant(),
                Optional.of(terms.amount()).filter(any -> status.isPaid()), reference, Optional.empty(), Map.of()));
    }

    RefundService refunding() {
        return refunding(refunds, flutterwave.provider());
    }

    RefundService refunding(RefundStore store, Provider... providers) {
        ProviderRegistry registry = new ProviderRegistry(List.of(providers));
        return new RefundService(store, new RefundReconciliation(store, registry, CONFIG, clock, metrics.metrics()), registry, SamplePayments.IDS, CONFIG,
                clock);
    }

    /** A function that is killed at one of its calls to store or provider. */
    RefundService refunding(CrashPoint cut) {
        return refunding(cut.between(RefundStore.class, refunds), cut.between(RefundLookup.class, flutterwave.provider()));
    }

    RefundUpdates tracking() {
        return tracking(refunds, flutterwave.provider());
    }

    RefundUpdates tracking(RefundStore store, Provider... providers) {
        ProviderRegistry registry = new ProviderRegistry(List.of(providers));
        return new RefundUpdates(store, new RefundReconciliation(store, registry, CONFIG, clock, metrics.metrics()), found(store, registry));
    }

    ProviderRefunds found() {
        return found(refunds, new ProviderRegistry(List.of(flutterwave.provider())));
    }

    ProviderRefunds found(RefundStore store, ProviderRegistry registry) {
        return new ProviderRefunds(store, registry, CONFIG, clock, metrics.metrics());
    }

    /** Checks every open refund of a payment until none is left, as the schedule would. */
    void trackToTheEnd(String paymentId) {
        for (int round = 0; round < 10 && refunds.refunds(paymentId).stream().anyMatch(Refund::isOpen); round++) {
            clock.advance(Duration.ofMinutes(31));
            refunds.refunds(paymentId).stream().filter(Refund::isOpen)
                    .forEach(refund -> tracking().check(paymentId, refund.id()));
        }
    }

    Payment payment(String id) {
        return payments.find(id).orElseThrow();
    }

    /** What the refunds that went through amount to, in minor units. */
    long completed(String paymentId) {
        return refunds.refunds(paymentId).stream().filter(refund -> refund.status() == RefundStatus.COMPLETED)
                .mapToLong(refund -> refund.amount().minor()).sum();
    }

    /** What the provider has given back, in minor units. */
    long given(String paymentId) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode refund : flutterwave.order(paymentId).path("refunds")) {
            sum = refund.path("status").asText().equals("failed") ? sum : sum.add(new BigDecimal(refund.path("amount").asText()));
        }
        return sum.movePointRight(2).longValueExact();
    }

    /** The outbox records of a payment's refunds, in order. */
    static List<Map<String, AttributeValue>> outboxItems(String paymentId) {
        return TestTable.partition("OUTBOX#" + paymentId).stream()
                .filter(item -> item.get("type").s().equals("payment.refunded")).toList();
    }

    /** Whether the store would find the refund by the index of what is due. */
    static boolean isDue(String paymentId, String refundId) {
        return TestTable.partition("PAYMENT#" + paymentId).stream()
                .filter(item -> item.get("sk").s().equals("REFUND#" + refundId))
                .anyMatch(item -> item.containsKey("dueShard") && item.containsKey("dueAt"));
    }

    /** What a payment holds for refunds, in minor units. */
    long held(String paymentId) {
        return refunds.refundable(paymentId).orElseThrow().reserved().minor();
    }

    static ApiRequest post(String paymentId, String key, String body) {
        return call("POST", paymentId, "/refunds", Map.of("idempotency-key", key), body, "shop", Set.of("read", "write"));
    }

    static ApiRequest post(String paymentId, String body) {
        return post(paymentId, UUID.randomUUID().toString(), body);
    }

    static ApiRequest call(String method, String paymentId, String route, Map<String, String> headers, String body,
            String merchant, Set<String> scopes) {
        return new ApiRequest(method, "/payments/" + paymentId + route, Map.of("id", paymentId), Map.of(), headers,
                body.getBytes(StandardCharsets.UTF_8), "api.example",
                Optional.of(new ApiRequest.Caller(merchant, scopes)));
    }

    static JsonValue json(ApiResponse answer) {
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    @Override
    public void close() {
        flutterwave.close();
    }
}
