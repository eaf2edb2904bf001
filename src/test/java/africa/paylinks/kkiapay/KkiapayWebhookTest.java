package africa.paylinks.kkiapay;

import static africa.paylinks.kkiapay.KkiapayFixture.ADDRESS;
import static africa.paylinks.kkiapay.KkiapayFixture.payment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.kkiapay.KkiapayConfig.Dialect;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.PaymentResolver;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KkiapayWebhookTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final KkiapayFixture fixture = new KkiapayFixture(clock);
    private final KkiapayProvider kkiapay = fixture.provider(Dialect.SDK);
    private final Payment payment = payment(PaymentMethod.MOMO, 5000);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aSuccessNamesPaymentAmountAndTransaction() {
        ProviderEvent event = read(body("transaction.success").put("isPaymentSucces", true));
        assertEquals("3iH6wjHJ3:transaction.success", event.key());
        assertEquals("pay_a", event.reference());
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertEquals(Optional.of(new Money(5000, "XOF")), event.paid());
        assertEquals(Optional.of("3iH6wjHJ3"), event.providerReference());
        assertEquals(Optional.empty(), event.failure());
    }

    @ParameterizedTest
    @CsvSource({"transaction.failed,insufficient_fund,FAILED", "transaction.failed,cancelled_by_user,CANCELLED",
        "transaction.failed,,FAILED", "transaction.timeout,timeout,EXPIRED", "transaction.timeout,,EXPIRED",
        "' Transaction.Failed ',wrong_pin,FAILED"})
    void failuresMayComeWithoutAmount(String name, String failureCode, PaymentStatus status) {
        JsonObject body = body(name).put("failureCode", failureCode);
        body.remove("amount");
        ProviderEvent event = read(body);
        assertEquals(Optional.of(status), event.status());
        assertEquals(Optional.empty(), event.paid());
        assertTrue(event.failure().isPresent());
    }

    @Test
    void aTimeoutAndALaterSuccessOfOneTransactionAreTwoEvents() {
        assertNotEquals(read(body("transaction.timeout")).key(), read(body("transaction.success")).key());
        assertEquals(read(body("transaction.success")).key(), read(body("Transaction.Success").put("amount", 1)).key());
    }

    @Test
    void withoutAnEventTheFlagDecides() {
        assertEquals("3iH6wjHJ3:transaction.success", read(body(null).put("isPaymentSucces", true)).key());
        assertEquals(Optional.of(PaymentStatus.FAILED), read(body(null).put("isPaymentSuccess", false)).status());
        assertEquals(Optional.empty(), read(body(null)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction.reversed", "payout.success", "success"})
    void anUnknownEventMeansNothing(String name) {
        ProviderEvent event = read(body(name).put("isPaymentSucces", true));
        assertEquals(Optional.empty(), event.status());
        assertEquals(0, fixture.calls("status"));
    }

    @Test
    void theCustomersAccountIsNotStored() {
        assertFalse(read(body("transaction.success").put("account", "22961000000")).toString().contains("22961000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "transactionId=1", "[]", "{}", "{\"transactionId\":\"\"}", "{\"transactionId\":{}}",
        "{\"transactionId\":\"../x\",\"event\":\"transaction.success\"}", "{\"transactionId\":\"a\",\"transactionId\":\"b\"}"})
    void aBodyThatIsNotAWebhookIsUnreadable(String body) {
        assertThrows(UnreadableWebhook.class, () -> kkiapay.read(call("kkia_test", body.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aWebhookThatNamesNoPaymentIsReadWithoutACallAndItsTransactionIsAskedAboutAfterwards() {
        fixture.happen(payment, Json.object().put("outcome", "failed").put("webhook", "none"));
        String transaction = fixture.transaction(payment);
        ProviderEvent bare = read(Json.object().put("transactionId", transaction).put("event", "transaction.timeout"));
        assertEquals(Optional.of(transaction), bare.unnamed());
        assertEquals(Optional.of(PaymentStatus.EXPIRED), bare.status());
        assertEquals(0, fixture.calls("status"));
        assertEquals(new PaymentResolver.Belongs(payment.id()), kkiapay.paymentOf(transaction));
        assertEquals(new PaymentResolver.NotKnownYet(), kkiapay.paymentOf("unknown"));
        fixture.control("", Json.object().put("create", "error").put("times", 1));
        assertInstanceOf(PaymentResolver.NotResolved.class, kkiapay.paymentOf(transaction));
    }

    @Test
    void aWebhookThatNamesTwoPaymentsCountsForNone() {
        fixture.happen(payment, Json.object().put("outcome", "paid").put("webhook", "none"));
        fixture.tamper(payment, "partnerId", "pay_b");
        ProviderEvent event = read(body("transaction.success").put("transactionId", fixture.transaction(payment))
                .put("partnerId", "pay_b"));
        assertEquals(Optional.of(fixture.transaction(payment)), event.unnamed());
        assertEquals(new PaymentResolver.BelongsToNone(), kkiapay.paymentOf(fixture.transaction(payment)));
    }

    @Test
    void theSandboxSendsWhatIsReallySentAndWhatIsDocumented() {
        for (String signature : List.of("static", "hmac-hex")) {
            fixture.control("", Json.object().put("signature", signature));
            for (String outcome : List.of("failed", "cancelled", "paid")) {
                fixture.webhooks.clear();
                fixture.happen(payment, Json.object().put("outcome", outcome));
                WebhookCall call = fixture.webhooks.remove();
                assertTrue(kkiapay.isAuthentic(call), signature + " " + outcome);
                assertEquals(signature.equals("static"), call.header("x-kkiapay-secret").orElseThrow().equals("kkia_test"));
                ProviderEvent event = kkiapay.read(call);
                assertEquals(payment.id(), event.unnamed().isEmpty() ? event.reference()
                        : ((PaymentResolver.Belongs) kkiapay.paymentOf(event.unnamed().get())).paymentId());
                assertEquals(outcome.equals("paid"), kkiapay.read(call).status().equals(Optional.of(PaymentStatus.COMPLETED)));
            }
            fixture.tamper(payment, "status", "OPEN");
        }
    }

    @Test
    void theSandboxRetriesUpToFiveTimesUntilAccepted() {
        fixture.webhookAnswers.addAll(List.of(503, 302, 200));
        fixture.happen(payment, Json.object().put("outcome", "failed"));
        assertEquals(3, fixture.webhooks.size());
        fixture.webhooks.clear();
        fixture.webhookAnswers.addAll(List.of(500, 500, 500, 500, 500, 500));
        fixture.happen(payment, Json.object().put("outcome", "failed"));
        assertEquals(5, fixture.webhooks.size());
    }

    @Test
    void aForgedWebhookIsNotAuthentic() {
        fixture.happen(payment, Json.object().put("outcome", "paid").put("webhook", "forged"));
        assertFalse(kkiapay.isAuthentic(fixture.webhooks.remove()));
        assertTrue(fixture.webhooks.isEmpty());
    }

    @Test
    void theSecretBeforeStillCountsWhileItIsBeingReplaced() {
        byte[] body = body("transaction.success").toString().getBytes(StandardCharsets.UTF_8);
        assertTrue(kkiapay.isAuthentic(call("kkia_test", body)));
        fixture.rotate(KkiapayFixture.secret().put("webhookSecret", "kkia_new"));
        clock.advance(Duration.ofMinutes(6));
        assertTrue(kkiapay.isAuthentic(call("kkia_new", body)));
        assertTrue(kkiapay.isAuthentic(call("kkia_test", body)));
        fixture.rotate(KkiapayFixture.secret().put("webhookSecret", "kkia_newer"));
        clock.advance(Duration.ofMinutes(6));
        assertFalse(kkiapay.isAuthentic(call("kkia_test", body)));
    }

    @ParameterizedTest
    @CsvSource({"61000000,", "97000000,", "68000000,", "95000000,", "22961000000,", "+229 01 61 00 00 00,", "0161000000,",
        "61000001,processing_error", "97000002,insufficient_fund", "68000003,payment_declined", "95000001,processing_error",
        "62000000,invalid_phone", "'',invalid_phone"})
    void testNumbersDoWhatTheyAreFor(String phone, String failureCode) {
        URI page = kkiapay.widget(payment, ADDRESS);
        assertTrue(fixture.open(page).body().contains("5000 F CFA"));
        HttpResponse<String> answer = fixture.press(page, "action=momo&phone=" + phone.replace("+", "%2B").replace(' ', '+'));
        assertEquals(303, answer.statusCode());
        String to = answer.headers().firstValue("location").orElseThrow();
        if (failureCode == null) {
            assertEquals("https://api.example/pay/" + payment.id() + "?transaction_id=" + fixture.transaction(payment), to);
        } else {
            assertTrue(to.startsWith("/kkiapay/widget/?"), to);
            assertTrue(fixture.open(page).body().contains("You can try again."));
            assertEquals(failureCode, Json.readObject(fixture.webhooks.remove().body()).orElseThrow().path("failureCode").asText());
        }
    }

    @Test
    void aCustomerCanPayAfterAFailureButNotTwice() {
        URI page = kkiapay.widget(payment, ADDRESS);
        fixture.press(page, "action=momo&phone=61000002");
        fixture.press(page, "action=momo&phone=61000000");
        fixture.press(page, "action=momo&phone=61000000");
        assertEquals(List.of("transaction.failed", "transaction.success"), fixture.webhooks.stream()
                .map(call -> Json.readObject(call.body()).orElseThrow().path("event").asText()).toList());
    }

    @Test
    void aPageWithAnotherKeyOrNoSettingsShowsAnError() {
        assertEquals(400, fixture.open(URI.create(fixture.sandbox() + "/widget/?bm90IGpzb24h")).statusCode());
        assertEquals(400, fixture.open(URI.create(fixture.sandbox() + "/widget/")).statusCode());
    }

    private ProviderEvent read(JsonObject body) {
        return kkiapay.read(call("kkia_test", body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static WebhookCall call(String header, byte[] body) {
        return new WebhookCall(Map.of("x-kkiapay-secret", header), Map.of(), body);
    }

    private static JsonObject body(String event) {
        JsonObject body = Json.object().put("transactionId", "3iH6wjHJ3").put("method", "MOBILE_MONEY").put("amount", 5000)
                .put("partnerId", "pay_a").put("stateData", "pay_a");
        return event == null ? body : body.put("event", event);
    }
}
