package africa.paylinks.webhook;

import static africa.paylinks.webhook.FlotCalls.base64;
import static africa.paylinks.webhook.FlotCalls.call;
import static africa.paylinks.webhook.FlotCalls.webhook;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.flot.FlotConfig.Dialect;
import africa.paylinks.flot.FlotFixture;
import africa.paylinks.flot.FlotProvider;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.secrets.SecretsUnavailable;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The webhook's whole way, with Flot as the caller: in one dialect it is proof, in the other a hint to be confirmed. */
@Tag("slow")
class WebhookPipelineTest {

    private static final ProviderHttp HTTP = TestHttp.SHARED;

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final RecordedMetrics metrics = new RecordedMetrics(clock);
    private final FlotFixture fixture = new FlotFixture(clock);
    private final FlotProvider proving = fixture.provider(Dialect.DEVELOPERS_PAGE);
    private final FlotProvider hinting = fixture.provider(Dialect.MERCHANT_GUIDE);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final WebhookPipeline pipeline =
            new WebhookPipeline(new DynamoWebhookInbox(TestTable.client(), TestTable.CONFIG), payments, refund -> { }, fixture.secrets(), HTTP, clock,
                    () -> Duration.ofSeconds(1), metrics.metrics());

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anAuthenticWebhookCompletesThePayment() {
        PaymentTerms terms = created(proving);
        ApiResponse answer = pipeline.receive(proving, webhook(terms.id(), "completed"));
        assertEquals(200, answer.status());
        assertEquals("{\"received\":true}", answer.body());
        assertEquals(PaymentStatus.COMPLETED, status(terms));
    }

    @Test
    void theSameWebhookAHundredTimesAtOnceIsAcknowledgedEachTimeAndLeavesOneTrace() throws Exception {
        PaymentTerms terms = created(proving);
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<Callable<ApiResponse>> deliveries = Collections.nCopies(100,
                    () -> pipeline.receive(proving, webhook(terms.id(), "completed")));
            for (Future<ApiResponse> answer : threads.invokeAll(deliveries)) {
                assertEquals(200, answer.get().status());
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(List.of(PaymentStatus.PENDING, PaymentStatus.COMPLETED),
                payments.history(terms.id()).stream().map(line -> line.to()).toList());
        assertEquals(2, TestTable.partition("OUTBOX#" + terms.id()).size());
    }

    @Test
    void aForgedWebhookGetsNoDetails() {
        PaymentTerms terms = created(proving);
        ApiRequest valid = webhook(terms.id(), "completed");
        ApiResponse refused = pipeline.receive(proving, new ApiRequest(valid.method(), valid.path(), valid.parameters(),
                valid.query(), Map.of("authorization", "Basic " + base64("flot:guess")), valid.body(), valid.host(),
                valid.caller()));
        assertEquals(401, refused.status());
        assertTrue(refused.headers().get("www-authenticate").startsWith("Basic"));
        assertFalse(refused.body().contains("password"));
        assertEquals(PaymentStatus.PENDING, status(terms));
        assertEquals("absent", TestTable.inboxState("flot", terms.id() + ":r1:completed"));
    }

    @Test
    void everyWebhookIsCountedByItsResult() {
        PaymentTerms terms = created(proving);
        ApiRequest good = webhook(terms.id(), "completed");
        pipeline.receive(proving, good);
        pipeline.receive(proving, webhook("pay_" + "a".repeat(26), "completed"));
        pipeline.receive(proving, new ApiRequest(good.method(), good.path(), good.parameters(), good.query(),
                Map.of("authorization", "Basic " + base64("flot:guess")), good.body(), good.host(), good.caller()));
        pipeline.receive(proving, new ApiRequest(good.method(), good.path(), good.parameters(), good.query(), good.headers(),
                "[]".getBytes(StandardCharsets.UTF_8), good.host(), good.caller()));
        assertEquals(List.of(2L, 1L, 2L, 0L), Stream.of(Metric.WEBHOOK_RECEIVED, Metric.WEBHOOK_PARKED, Metric.WEBHOOK_REFUSED,
                Metric.WEBHOOK_MISMATCH).map(metrics::sum).toList());
        JsonNode first = metrics.with(Metric.WEBHOOK_TIME).get(0);
        assertEquals("payment.completed " + terms.id(), first.path("eventType").asText() + " " + first.path("payment").asText());
    }

    @Test
    void theStoredWebhookHoldsNoCredentials() {
        PaymentTerms terms = created(proving);
        pipeline.receive(proving, webhook(terms.id(), "completed"));
        var stored = TestTable.partition("WEBHOOK#flot#" + terms.id() + ":r1:completed").get(0);
        assertEquals(Map.of("content-type", "application/json"), stored.get("headers").m().entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().s())));
    }

    @Test
    void anUnknownReferenceIsParkedAndAcknowledged() {
        assertEquals(200, pipeline.receive(proving, webhook("pay_nobody" + UUID.randomUUID(), "completed")).status());
        String reference = "pay_nobody" + UUID.randomUUID();
        pipeline.receive(hinting, webhook(reference, "completed"));
        assertEquals("PARKED", TestTable.inboxState("flot", reference + ":r1:completed"));
    }

    @Test
    void aStatusWithoutMeaningIsStoredAndIgnored() {
        PaymentTerms terms = created(proving);
        assertEquals(200, pipeline.receive(proving, webhook(terms.id(), "under-review")).status());
        assertEquals("IGNORED", TestTable.inboxState("flot", terms.id() + ":r1:under-review"));
        assertEquals(PaymentStatus.PENDING, status(terms));
    }

    @Test
    void anUnreadableBodyIsRefusedWithAReason() {
        ApiResponse refused = pipeline.receive(proving, call("{\"status\":\"completed\"}".getBytes(StandardCharsets.UTF_8)));
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("orderId"));
    }

    @Test
    void aHintIsAppliedOnlyAsFarAsTheProviderConfirmsIt() {
        PaymentTerms terms = created(hinting);
        assertEquals(200, pipeline.receive(hinting, webhook(terms.id(), "completed")).status());
        assertEquals(PaymentStatus.PENDING, status(terms));
        assertEquals("RECEIVED", TestTable.inboxState("flot", terms.id() + ":r1:completed"));
        fixture.happen(terms.id(), Json.object().put("outcome", "paid"));
        assertEquals(200, pipeline.receive(hinting, webhook(terms.id(), "completed")).status());
        assertEquals(PaymentStatus.COMPLETED, status(terms));
        assertEquals("APPLIED", TestTable.inboxState("flot", terms.id() + ":r1:completed"));
    }

    @Test
    void aHintOfFailureAboutAPaidPaymentCompletesIt() {
        PaymentTerms terms = created(hinting);
        fixture.happen(terms.id(), Json.object().put("outcome", "paid"));
        pipeline.receive(hinting, webhook(terms.id(), "failed"));
        assertEquals(PaymentStatus.COMPLETED, status(terms));
    }

    @Test
    void lessMoneyThanDueIsRecordedAndNeverCompletes() {
        for (JsonObject paid : List.of(Json.object().put("amount", "49.99"), Json.object().put("currency", "USD"))) {
            PaymentTerms terms = created(hinting);
            fixture.happen(terms.id(), paid.put("outcome", "paid"));
            assertEquals(200, pipeline.receive(hinting, webhook(terms.id(), "completed")).status());
            assertEquals(PaymentStatus.PENDING, status(terms));
            assertEquals("MISMATCH", TestTable.inboxState("flot", terms.id() + ":r1:completed"));
            pipeline.receive(hinting, webhook(terms.id(), "completed"));
            assertEquals(1, metrics.with(Metric.WEBHOOK_MISMATCH).stream().filter(line -> line.path("payment").asText().equals(terms.id())).count());
        }
    }

    @Test
    void aWebhookThatCannotBeStoredIsNotAcknowledged() {
        PaymentTerms terms = created(proving);
        WebhookPipeline broken = new WebhookPipeline(new DynamoWebhookInbox(TestTable.unreachable(), TestTable.CONFIG), payments, refund -> { },
                fixture.secrets(), HTTP, clock, () -> Duration.ofSeconds(1), RecordedMetrics.checked());
        assertThrows(StoreUnavailable.class, () -> broken.receive(proving, webhook(terms.id(), "completed")));
        assertEquals(200, pipeline.receive(proving, webhook(terms.id(), "completed")).status());
        assertEquals(PaymentStatus.COMPLETED, status(terms));
    }

    @Test
    void withoutSecretsWebhooksAreRefusedAndTheProviderRetries() {
        try (FlotFixture fresh = new FlotFixture(clock)) {
            FlotProvider flot = fresh.provider(Dialect.DEVELOPERS_PAGE);
            fresh.close();
            assertThrows(SecretsUnavailable.class, () -> pipeline.receive(flot, webhook("pay_x", "completed")));
        }
    }

    @Test
    void randomBodiesNeverCauseAnError() {
        byte[] sample = "{\"orderId\":\"pay_x\",\"flotRequestId\":\"r1\",\"status\":\"noise\"}".getBytes(StandardCharsets.UTF_8);
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] body = sample.clone();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            int status = pipeline.receive(proving, call(body)).status();
            assertTrue(status == 200 || status == 400, "seed " + seed + " status " + status);
        }
    }

    private PaymentTerms created(FlotProvider flot) {
        return FlotCalls.created(flot, clock);
    }

    private PaymentStatus status(PaymentTerms terms) {
        return payments.find(terms.id()).orElseThrow().status();
    }
}
