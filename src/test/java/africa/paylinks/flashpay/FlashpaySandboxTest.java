package africa.paylinks.flashpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.flashpay.FlashpaySandbox;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.LinkCreator.Created;
import africa.paylinks.provider.LinkCreator.Refused;
import africa.paylinks.provider.LinkCreator.Unknown;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup.Known;
import africa.paylinks.provider.WebhookCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Provider and played system speak to each other over HTTP, and mean the same. */
class FlashpaySandboxTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final PublicAddress ADDRESS = new PublicAddress("https://pay.example");

    private final AdjustableClock sandboxClock = new AdjustableClock(FlashpayFixture.NOW);
    private final List<WebhookCall> webhooks = new CopyOnWriteArrayList<>();
    private final List<Long> arrivals = new CopyOnWriteArrayList<>();
    private final PaymentTerms terms = FlashpayFixture.terms("pay_abc", 150_050);
    private volatile int webhookAnswer = 200;
    private LocalServer product;
    private LocalServer sandbox;
    private FlashpayProvider flashpay;

    @BeforeEach
    void play() {
        Map<String, Object> kept = new ConcurrentHashMap<>();
        product = LocalServer.open(kept, "product", 0);
        product.answerWith(this::webhook);
        sandbox = LocalServer.open(kept, "sandbox", 0);
        Orders orders = new Orders(kept, "flashpay");
        sandbox.answerWith(new Sandbox(List.of(new FlashpaySandbox(base() + "/flashpay", () -> FlashpayFixture.TOKEN,
                () -> FlashpayFixture.WEBHOOK_SECRET, orders,
                new Webhooks(kept, URI.create("http://localhost:" + product.port()), orders, sandboxClock), sandboxClock)), List.of()));
        flashpay = provider(Map.of());
    }

    @AfterEach
    void close() {
        sandbox.close();
        product.close();
    }

    @Test
    void createsPaysAndLooksUp() throws Exception {
        Created created = create();
        assertTrue(created.bankAccount().orElseThrow().bank().endsWith("Bank"), created.toString());
        for (boolean referenceKnown : List.of(true, false)) {
            Payment payment = FlashpayFixture.pending(terms, created, referenceKnown);
            assertEquals(PaymentStatus.PENDING, known(payment).status());
        }
        control("{\"outcome\":\"paid\"}");
        Known paid = known(FlashpayFixture.pending(terms, created, false));
        assertEquals(PaymentStatus.COMPLETED, paid.status());
        assertEquals(Optional.of(terms.amount()), paid.paid());
        ProviderEvent event = delivered(0);
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertEquals(Optional.of(terms.amount()), event.paid());
        assertEquals(created.providerReference(), event.providerReference());
        assertEquals(1, webhooks.size());
    }

    @Test
    void answersTheSameIntentAfterAnAnswerThatWasLost() throws Exception {
        control("", "{\"create\":\"timeout\",\"delayMillis\":50}");
        assertInstanceOf(Unknown.class, flashpay.createLink(terms, ADDRESS));
        String lost = control("", null).path("references").asText();
        Created created = create();
        assertEquals("1", lost);
        assertEquals("1", control("", null).path("references").asText());
        JsonValue order = control(null);
        assertEquals(created.providerReference().orElseThrow(), order.path("intent").asText());
        assertEquals(2, order.path("calls").path("create").intValue());
    }

    @Test
    void refusesAndFailsOnRequest() throws Exception {
        control("", "{\"create\":\"reject\"}");
        assertInstanceOf(Refused.class, flashpay.createLink(terms, ADDRESS));
        control("", "{\"create\":\"error\"}");
        assertInstanceOf(Unknown.class, flashpay.createLink(terms, ADDRESS));
        create();
    }

    @Test
    void refusesRequestsWithoutTheToken() throws Exception {
        assertEquals(401, send("GET", "/flashpay/api/v1/banks", null).statusCode());
        assertEquals(401, send("POST", "/flashpay/api/v1/payment", "{}").statusCode());
    }

    @Test
    void listsBanksThatTheAccountsAreAt() {
        assertTrue(flashpay.banks().stream().map(bank -> bank.name()).toList().contains(create().bankAccount().orElseThrow().bank()));
    }

    @Test
    void triesAWebhookFourTimesWithGrowingPauses() throws Exception {
        webhookAnswer = 503;
        create();
        control("{\"outcome\":\"paid\"}");
        assertEquals(4, webhooks.size());
        assertEquals(List.of(503, 503, 503, 503), control(null).path("webhooks").values().map(sent -> sent.path("status").intValue()).toList());
        for (int i = 1; i < 4; i++) {
            long pause = (arrivals.get(i) - arrivals.get(i - 1)) / 1_000_000;
            assertTrue(pause >= 100L << (i - 1), "pause " + i + ": " + pause);
        }
    }

    @Test
    void sendsForgedAndSkewedWebhooksThatAreRefused() throws Exception {
        create();
        control("{\"outcome\":\"paid\",\"webhook\":\"forged\"}");
        assertFalse(flashpay.isAuthentic(webhooks.get(0)));
        assertEquals("OPEN", control(null).path("status").asText());
        for (int skew : new int[] {-301, 301}) {
            control("", "{\"clockSkewSeconds\":" + skew + "}");
            webhooks.clear();
            control("{\"outcome\":\"paid\"}");
            assertFalse(flashpay.isAuthentic(webhooks.get(0)));
        }
        control("", "{\"clockSkewSeconds\":300}");
        webhooks.clear();
        control("{\"outcome\":\"paid\"}");
        assertTrue(flashpay.isAuthentic(webhooks.get(0)));
    }

    @Test
    void signsInBase64OnRequest() throws Exception {
        create();
        control("", "{\"webhookEncoding\":\"base64\"}");
        control("{\"outcome\":\"paid\"}");
        assertFalse(flashpay.isAuthentic(webhooks.get(0)));
        assertTrue(provider(Map.of("webhook-encoding", "base64")).isAuthentic(webhooks.get(0)));
    }

    @Test
    void addsUpTransfersFromTheBankApp() throws Exception {
        String account = create().bankAccount().orElseThrow().number();
        assertTrue(send("GET", "/flashpay/bank/" + account, null).body().contains("NGN 1500.50"));
        assertEquals(404, send("GET", "/flashpay/bank/0000000000", null).statusCode());
        submit(account, "amount=1500.49&action=transfer");
        assertEquals(Optional.of(new Money(150_049, "NGN")), delivered(0).paid());
        sandboxClock.advance(Duration.ofSeconds(1));
        submit(account, "amount=0.01&action=transfer");
        assertEquals(Optional.of(new Money(150_050, "NGN")), delivered(1).paid());
        assertFalse(delivered(0).key().equals(delivered(1).key()));
        submit(account, "amount=1500.50&action=transfer");
        assertEquals(2, webhooks.size());
    }

    @Test
    void acceptsOverpaymentsAndRefusesInvalidAmounts() throws Exception {
        String account = create().bankAccount().orElseThrow().number();
        for (String amount : List.of("", "0", "-5", "1e3", "1.001", "x")) {
            submit(account, "amount=" + amount + "&action=transfer");
        }
        assertEquals(0, webhooks.size());
        submit(account, "amount=2000&action=transfer");
        assertEquals(Optional.of(new Money(200_000, "NGN")), delivered(0).paid());
    }

    @Test
    void expiresUnpaidIntentsAndSendsAWebhook() throws Exception {
        Created created = create();
        sandboxClock.advance(Duration.ofHours(2));
        assertEquals(PaymentStatus.EXPIRED, known(FlashpayFixture.pending(terms, created, true)).status());
        assertEquals(Optional.of(PaymentStatus.EXPIRED), flashpay.read(webhooks.get(0)).status());
        assertEquals(PaymentStatus.EXPIRED, known(FlashpayFixture.pending(terms, created, true)).status());
        assertEquals(1, webhooks.size());
    }

    @Test
    void sendsWebhooksForFailureAbandonmentAndReversal() throws Exception {
        create();
        control("{\"outcome\":\"failed\"}");
        control("{\"outcome\":\"cancelled\"}");
        control("{\"outcome\":\"paid\"}");
        control("{\"outcome\":\"refunded\"}");
        assertEquals(List.of(PaymentStatus.FAILED, PaymentStatus.EXPIRED, PaymentStatus.COMPLETED, PaymentStatus.REFUNDED),
                webhooks.stream().map(call -> flashpay.read(call).status().orElseThrow()).toList());
    }

    private LocalResponse webhook(LocalRequest call) {
        arrivals.add(System.nanoTime());
        Map<String, String> headers = new HashMap<>();
        call.headers().forEach((name, values) -> headers.put(name, values.get(0)));
        webhooks.add(new WebhookCall(headers, Map.of(), call.body()));
        return LocalResponse.empty(webhookAnswer);
    }

    private ProviderEvent delivered(int index) {
        assertTrue(flashpay.isAuthentic(webhooks.get(index)));
        return flashpay.read(webhooks.get(index));
    }

    private Created create() {
        return assertInstanceOf(Created.class, flashpay.createLink(terms, ADDRESS));
    }

    private Known known(Payment payment) {
        return assertInstanceOf(Known.class, flashpay.lookUp(payment, Optional.empty()));
    }

    private JsonValue control(String body) throws IOException, InterruptedException {
        return control("/pay_abc", body);
    }

    private JsonValue control(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(body == null ? "GET" : "POST", "/_control/flashpay" + path, body);
        assertEquals(200, answer.statusCode(), answer.body());
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private void submit(String account, String form) throws IOException, InterruptedException {
        assertEquals(303, send("POST", "/flashpay/bank/" + account, form).statusCode());
    }

    private HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(base() + path)).method(method, body == null
                ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private FlashpayProvider provider(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("base-url", base() + "/flashpay", "banks-path", "/api/v1/banks"));
        all.putAll(settings);
        return FlashpayFixture.provider(all);
    }

    private String base() {
        return "http://localhost:" + sandbox.port();
    }
}
