package africa.paylinks.flutterwave;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.flutterwave.FlutterwaveConfig.Dialect;
import africa.paylinks.flutterwave.FlutterwaveConfig.WebhookMode;
import africa.paylinks.flutterwave.FlutterwaveSamples.Settings;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.flutterwave.FlutterwaveSandbox;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.Canceller;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.LinkCreator.Created;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.Refunder;
import africa.paylinks.provider.StatusLookup.Known;
import africa.paylinks.provider.StatusLookup.NotFound;
import africa.paylinks.provider.WebhookCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The provider over real HTTP against the system that the sandbox plays. */
class FlutterwaveSandboxTest {

    private static final HttpClient BROWSER = HttpClient.newHttpClient();
    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final List<WebhookCall> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger answerWith = new AtomicInteger(200);
    private LocalServer sandbox;
    private LocalServer product;
    private Settings settings;
    private FlutterwaveProvider provider;

    @BeforeEach
    void open() {
        product = LocalServer.open(kept, "product", 0);
        product.answerWith(call -> {
            received.add(new WebhookCall(call.headers().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().get(0))), Map.of(), call.body()));
            return LocalResponse.empty(answerWith.get());
        });
        sandbox = LocalServer.open(kept, "sandbox", 0);
        Orders orders = new Orders(kept, "flutterwave");
        Webhooks webhooks = new Webhooks(kept, URI.create("http://localhost:" + product.port()), orders, Clock.systemUTC());
        sandbox.answerWith(new Sandbox(List.of(new FlutterwaveSandbox(url("/flutterwave"),
                () -> africa.paylinks.local.http.Json.stored(FlutterwaveSamples.CURRENT), orders, webhooks, Duration.ofMillis(20),
                Clock.systemUTC())), List.of()));
        settings = Settings.at(url("/flutterwave/v3"));
        provider = FlutterwaveSamples.provider(settings, FlutterwaveSamples.secrets(FlutterwaveSamples.CURRENT));
    }

    @AfterEach
    void close() {
        sandbox.close();
        product.close();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aPaymentIsCreatedPaidNotifiedAndConfirmedInBothDialects(Dialect dialect) throws Exception {
        provider = FlutterwaveSamples.provider(settings.with(dialect), FlutterwaveSamples.secrets(FlutterwaveSamples.CURRENT));
        Payment payment = created();
        assertInstanceOf(NotFound.class, provider.lookUp(payment, Optional.empty()));

        control(payment.id(), "{\"outcome\":\"paid\"}");

        WebhookCall call = received.get(0);
        assertTrue(provider.isAuthentic(call));
        assertTrue(FlutterwaveSamples.provider(settings.with(WebhookMode.HMAC_BASE64), FlutterwaveSamples.secrets(FlutterwaveSamples.CURRENT))
                .isAuthentic(call));
        ProviderEvent event = provider.read(call);
        assertEquals(payment.id(), event.reference());
        Known known = assertInstanceOf(Known.class, provider.lookUp(payment, event.providerReference()));
        assertEquals(PaymentStatus.COMPLETED, known.status());
        assertEquals(Optional.of(payment.terms().amount()), known.paid());
        assertEquals(event.providerReference(), known.providerReference());
    }

    @Test
    void theOlderWebhookShapeHasTheSameContent() throws Exception {
        Payment payment = created();
        control("", "{\"shape\":\"flat\"}");
        control(payment.id(), "{\"outcome\":\"paid\"}");
        ProviderEvent event = provider.read(received.get(0));
        assertEquals(payment.id(), event.reference());
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertInstanceOf(Known.class, provider.lookUp(payment, event.providerReference()));
    }

    @Test
    void theSameReferenceHasOneLink() {
        assertEquals(created().instructions(), created().instructions());
    }

    @Test
    void aLostResponseIsRecoveredByALookup() throws Exception {
        control("", "{\"create\":\"timeout\",\"delayMillis\":1}");
        assertInstanceOf(LinkCreator.Unknown.class, provider.createLink(FlutterwaveSamples.terms(), FlutterwaveSamples.ADDRESS));
        created();
        assertEquals(1, read("/_control/flutterwave").path("references").intValue());
        assertEquals(2, read("/_control/flutterwave").path("calls").path("create").intValue());
    }

    @ParameterizedTest
    @CsvSource({"reject,Refused", "error,Unknown"})
    void injectedFaultsHaveTheExpectedOutcome(String kind, String outcome) throws Exception {
        control("", "{\"create\":\"" + kind + "\"}");
        assertEquals(outcome, provider.createLink(FlutterwaveSamples.terms(), FlutterwaveSamples.ADDRESS).getClass().getSimpleName());
    }

    @ParameterizedTest
    @CsvSource({"49.99,NGN,4999", "150,USD,15000"})
    void underpaymentAndAnotherCurrencyAreReportedUnchanged(String amount, String currency, long minor) throws Exception {
        Payment payment = created();
        control(payment.id(), "{\"outcome\":\"paid\",\"amount\":\"" + amount + "\",\"currency\":\"" + currency + "\"}");
        Known known = assertInstanceOf(Known.class, provider.lookUp(payment, Optional.empty()));
        assertEquals(Optional.of(new Money(minor, currency)), known.paid());
    }

    @Test
    void aPaymentIsRefundedInParts() throws Exception {
        Payment payment = created();
        control(payment.id(), "{\"outcome\":\"paid\"}");
        Refunder.Accepted first = assertInstanceOf(Refunder.Accepted.class, refund(payment, 5000));
        Refunder.Accepted second = assertInstanceOf(Refunder.Accepted.class, refund(payment, 10000));
        assertTrue(first.settled() && second.settled() && !first.providerReference().equals(second.providerReference()));
        assertInstanceOf(Refunder.Declined.class, refund(payment, 1));
        JsonValue order = read("/_control/flutterwave/" + payment.id());
        assertEquals("refunded", order.path("status").asText());
        assertEquals(3, order.path("calls").path("refund").intValue());
    }

    @Test
    void aClosedLinkStaysClosedAndTheCustomerSeesIt() throws Exception {
        Payment payment = created();
        assertInstanceOf(Canceller.Closed.class, provider.cancel(payment));
        assertInstanceOf(Canceller.Closed.class, provider.cancel(payment));
        assertTrue(open(payment.instructions().orElseThrow().link()).body().contains("currently inactive"));
    }

    @Test
    void theDocumentedCardPaysAndLeadsBackToOurPage() throws Exception {
        Payment payment = created();
        HttpResponse<String> answer = submit(payment, "action=card&number=4187+4274+1556+4246&expiry=09%2F32&cvv=828");
        assertEquals(303, answer.statusCode());
        String location = answer.headers().firstValue("location").orElseThrow();
        assertTrue(location.matches("https://pay.shop.example/pay/" + payment.id() + "\\?status=successful&tx_ref=" + payment.id()
                + "&transaction_id=\\d+"), location);
        assertInstanceOf(Known.class, provider.lookUp(payment, Optional.of(location.substring(location.lastIndexOf('=') + 1))));
    }

    @ParameterizedTest
    @CsvSource({"action=card&number=5258585922666506,insufficient-funds", "action=card&number=5143010522339965,declined",
            "action=momo&phone=233121212121&otp=123456,payment-failed", "action=momo&phone=%2B2348000000000&otp=5548,wrong-pin"})
    void aDecliningCardOrPhoneFailsAndCanBeRetried(String form, String code) throws Exception {
        Payment payment = created();
        assertEquals(payment.instructions().orElseThrow().link(), "http://localhost:" + sandbox.port()
                + submit(payment, form).headers().firstValue("location").orElseThrow());
        ProviderEvent failed = provider.read(received.get(0));
        Known known = assertInstanceOf(Known.class, provider.lookUp(payment, failed.providerReference()));
        assertEquals(PaymentStatus.FAILED, known.status());
        assertEquals(Optional.of(code), known.failure().map(Failure::code));
        assertTrue(open(payment.instructions().orElseThrow().link()).body().contains("You can try again"));

        submit(payment, "action=transfer");
        assertEquals(PaymentStatus.COMPLETED, assertInstanceOf(Known.class, provider.lookUp(payment, failed.providerReference())).status());
    }

    @Test
    void thePageClosesAfterTheAttemptsThatWereAllowed() throws Exception {
        PaymentTerms usual = FlutterwaveSamples.terms();
        PaymentTerms brief = new PaymentTerms(usual.id(), usual.merchant(), usual.orderId(), usual.provider(), usual.method(), usual.amount(),
                usual.customer(), usual.description(), usual.redirectUrl(), usual.metadata(), usual.createdAt(),
                usual.createdAt().plus(Duration.ofMinutes(5)));
        Payment payment = FlutterwaveSamples.payment(brief, assertInstanceOf(Created.class,
                provider.createLink(brief, FlutterwaveSamples.ADDRESS)).link().orElseThrow(), Optional.empty());
        submit(payment, "action=card&number=5258585922666506");
        assertTrue(open(payment.instructions().orElseThrow().link()).body().contains("You can try again"));
        submit(payment, "action=card&number=5258585922666506");
        assertTrue(open(payment.instructions().orElseThrow().link()).body().contains("session has ended"));
        submit(payment, "action=transfer");
        assertEquals(PaymentStatus.FAILED, assertInstanceOf(Known.class, provider.lookUp(payment, Optional.empty())).status());
    }

    @Test
    void cancellingReturnsTheCustomerAndSendsNoWebhook() throws Exception {
        Payment payment = created();
        assertEquals("https://pay.shop.example/pay/" + payment.id() + "?status=cancelled&tx_ref=" + payment.id(),
                submit(payment, "action=cancel").headers().firstValue("location").orElseThrow());
        assertEquals(List.of(), received);
    }

    @Test
    void aWebhookWithoutStatus200IsRepeatedThreeTimes() throws Exception {
        Payment payment = created();
        answerWith.set(503);
        control(payment.id(), "{\"outcome\":\"paid\"}");
        await().until(() -> received.size() == 4);
        assertEquals(1, received.stream().map(call -> provider.read(call).key()).distinct().count());
    }

    @Test
    void aForgedWebhookIsNotAuthentic() throws Exception {
        Payment payment = created();
        control(payment.id(), "{\"outcome\":\"paid\",\"webhook\":\"forged\"}");
        assertEquals(false, provider.isAuthentic(received.get(0)));
        assertInstanceOf(NotFound.class, provider.lookUp(payment, provider.read(received.get(0)).providerReference()));
    }

    @Test
    void aRefundFromTheDashboardHasItsOwnWebhookShape() throws Exception {
        Payment payment = created();
        control(payment.id(), "{\"outcome\":\"paid\"}");
        control(payment.id(), "{\"outcome\":\"refunded\"}");
        assertEquals(Optional.empty(), provider.read(received.get(1)).status());
    }

    private Payment created() {
        PaymentTerms terms = FlutterwaveSamples.terms();
        Created created = assertInstanceOf(Created.class, provider.createLink(terms, FlutterwaveSamples.ADDRESS));
        return FlutterwaveSamples.payment(terms, created.link().orElseThrow(), Optional.empty());
    }

    private Refunder.RefundOutcome refund(Payment payment, long minor) {
        return provider.refund(payment, "rf_1", new Money(minor, "NGN"), Optional.of("Returned"));
    }

    private void control(String reference, String body) throws Exception {
        HttpResponse<String> answer = BROWSER.send(HttpRequest.newBuilder(
                        URI.create(url("/_control/flutterwave" + (reference.isEmpty() ? "" : "/" + reference))))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private JsonValue read(String path) throws Exception {
        return Json.readObject(BROWSER.send(HttpRequest.newBuilder(URI.create(url(path))).build(), HttpResponse.BodyHandlers.ofByteArray()).body())
                .orElseThrow();
    }

    private HttpResponse<String> open(String link) throws IOException, InterruptedException {
        return BROWSER.send(HttpRequest.newBuilder(URI.create(link)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> submit(Payment payment, String form) throws IOException, InterruptedException {
        return BROWSER.send(HttpRequest.newBuilder(URI.create(payment.instructions().orElseThrow().link()))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString(form)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String url(String path) {
        return "http://localhost:" + sandbox.port() + path;
    }
}
