package africa.paylinks.kkiapay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoWebhookArchive;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.kkiapay.KkiapayConfig.Dialect;
import africa.paylinks.kkiapay.KkiapayConfig.WebhookMode;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookArchive.Name;
import africa.paylinks.webhook.WebhookPipeline;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook that is only a hint is acknowledged once it is stored, whatever KKiaPay's status call does then. */
class KkiapayConfirmationTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final DynamoWebhookArchive archive = new DynamoWebhookArchive(TestTable.client(), TestTable.CONFIG);
    private final LocalServer server = LocalServer.open(new ConcurrentHashMap<>(), "status-calls", TestTable.freePort());
    private final Payment payment = KkiapayFixture.payment(PaymentMethod.MOMO, 5000);
    private final String transaction = "tx" + UUID.randomUUID().toString().replace("-", "");
    private final Secrets secrets = new Secrets((system, version) -> Optional.of(new SecretDocument(KkiapayFixture.secret())), clock,
            Duration.ofMinutes(5));
    private final ProviderHttp http = TestHttp.SHARED;
    private final KkiapayProvider kkiapay = provider();
    private final WebhookPipeline pipeline = new WebhookPipeline(new DynamoWebhookInbox(TestTable.client(), TestTable.CONFIG), payments,
            refund -> { }, secrets, http, clock, () -> Duration.ofMillis(300), RecordedMetrics.checked());
    private volatile Supplier<LocalResponse> answer = () -> LocalResponse.empty(500);

    KkiapayConfirmationTest() {
        server.answerWith(call -> answer.get());
        new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS)
                .reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()), new Fingerprint("f"), payment.terms());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aSlowStatusCallDoesNotHoldUpTheAcknowledgement() throws Exception {
        answer = () -> {
            sleep(Duration.ofSeconds(8));
            return LocalResponse.empty(500);
        };
        long begun = System.nanoTime();
        assertEquals(200, receive(named()));
        assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 6, "the call was waited for");
        assertEquals(InboxState.RECEIVED, kept().state());
        assertDueSoon();
        confirms();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503, 401, 400})
    void aThrottledOrFailingStatusCallLosesNoWebhook(int status) {
        answer = () -> LocalResponse.empty(status);
        assertEquals(200, receive(named()));
        assertEquals(InboxState.RECEIVED, kept().state());
        assertDueSoon();
        confirms();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aWebhookWithoutAPaymentIdIsStoredAndResolvedLater(int status) {
        answer = () -> LocalResponse.empty(status);
        assertEquals(200, receive(unnamed()));
        assertEquals(InboxState.RECEIVED, kept().state());
        assertDueSoon();
        confirms();
        assertEquals(payment.id(), kept().webhook().reference());
        assertEquals(1, archive.ofPayment(payment.id()).size());
    }

    @Test
    void aWebhookWhoseTransactionIsNotKnownYetWaitsForIt() {
        answer = () -> LocalResponse.empty(404);
        assertEquals(200, receive(unnamed()));
        assertEquals(InboxState.PARKED, kept().state());
        confirms();
    }

    @Test
    void aTransactionOfNoPaymentOfOursIsIgnored() {
        answer = () -> json(transaction("SUCCESS", "5000").put("partnerId", "").put("stateData", ""));
        assertEquals(200, receive(unnamed()));
        assertEquals(InboxState.IGNORED, kept().state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.01", "much", "-5000", "1e9999"})
    void aPaidTransactionWithoutAReadableAmountIsAMismatchInTheHistory(String amount) {
        answer = () -> json(transaction("SUCCESS", amount));
        assertEquals(200, receive(named()));
        assertEquals(InboxState.MISMATCH, kept().state());
        HistoryEntry line = payments.history(payment.id()).get(0);
        assertEquals("amount", line.detail().get("mismatch"));
        assertEquals(amount, line.detail().get("unreadableAmount"));
        assertEquals(PaymentStatus.CREATING, payments.find(payment.id()).orElseThrow().status());
    }

    private void confirms() {
        answer = () -> json(transaction("SUCCESS", "5000"));
        StoredWebhook webhook = kept().webhook();
        assertEquals(InboxState.APPLIED, pipeline.reprocess(kkiapay, webhook, Cause.WEBHOOK).state());
        assertEquals(PaymentStatus.COMPLETED, payments.find(payment.id()).orElseThrow().status());
        assertEquals(InboxState.APPLIED, kept().state());
    }

    private void assertDueSoon() {
        assertEquals("2026-11-22T10:00:05.000Z", TestTable.partition("WEBHOOK#kkiapay#" + key()).get(0).get("dueAt").s());
    }

    private africa.paylinks.webhook.WebhookArchive.Entry kept() {
        return archive.find(new Name("kkiapay", key())).orElseThrow();
    }

    private String key() {
        return transaction + ":transaction.success";
    }

    private JsonObject named() {
        return unnamed().put("partnerId", payment.id()).put("stateData", payment.id());
    }

    private JsonObject unnamed() {
        return Json.object().put("transactionId", transaction).put("event", "transaction.success");
    }

    private JsonObject transaction(String status, String amount) {
        return Json.object().put("transactionId", transaction).put("status", status).put("amount", amount)
                .put("partnerId", payment.id()).put("stateData", payment.id());
    }

    private int receive(JsonObject body) {
        return pipeline.receive(kkiapay, new ApiRequest("POST", "/webhooks/kkiapay", Map.of(), Map.of(),
                Map.of("x-kkiapay-secret", "kkia_test"), body.toString().getBytes(StandardCharsets.UTF_8), "api.example",
                Optional.empty())).status();
    }

    private static LocalResponse json(JsonObject body) {
        return LocalResponse.json(200, body);
    }

    private KkiapayProvider provider() {
        KkiapayFixture.Settings config = new KkiapayFixture.Settings(Dialect.DOCUMENT, WebhookMode.EITHER, Optional.of("public"),
                Optional.of(URI.create("http://localhost:" + server.port())), false, Duration.ofSeconds(15));
        KkiapayWidget widget = new KkiapayWidget(config);
        return new KkiapayProvider(config, widget, new KkiapayClient(config, widget, secrets, http), secrets);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
