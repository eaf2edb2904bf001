package africa.paylinks.provider;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.local.LocalStack;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * What every provider owes, over HTTP from the merchant's first request to the provider's last webhook: one suite for all
 * of them, so that none is less careful than the others.
 */
public abstract class ProviderContract {

    /** What of the audit trail is not about telling the merchant, which goes on beside. */
    private static final String CHANGES = "events.findAll { it.cause != 'notification' }";

    @Inject
    LocalStack local;

    @Inject
    PaymentStore payments;

    @Inject
    ProviderRegistry providers;

    /** The provider's name. */
    protected abstract String provider();

    /** A request that the provider can serve, without an order id. */
    protected abstract JsonObject request();

    /** The headers by which the provider's webhooks are authentic, for these bytes. */
    protected abstract Map<String, String> signed(byte[] body);

    /** How often creating a payment calls the provider. */
    protected int callsPerCreation() {
        return 1;
    }

    /** Whether the provider sends a webhook when a customer fails to pay. */
    protected boolean reportsFailures() {
        return true;
    }

    /** Whether a webhook says how much was paid, or is confirmed by a call that does. */
    protected boolean reportsAmount() {
        return true;
    }

    /** How many transactions the provider has after a creation whose answer was lost is repeated. */
    protected int transactionsOfARepeatedCreation() {
        return 1;
    }

    /** Whether a refund is completed when the provider has accepted it. */
    protected boolean refundsAtOnce() {
        return true;
    }

    /** The fee that the provider states for the request, as the API shows it; empty for a provider that states none. */
    protected Optional<String> fee() {
        return Optional.empty();
    }

    /** A payment's id as the provider's messages have it. */
    protected String inMessages(String id) {
        return id;
    }

    /** The provider's id of the attempt, as its status call wants it. */
    protected Optional<String> transactionId(JsonValue known) {
        return Optional.empty();
    }

    @Test
    void aPaymentIsCreatedPaidAndCompleted() {
        String id = create();
        payment(id).body("status", equalTo("PENDING")).body("link", startsWith("http"));
        assertEquals(200, lastWebhook(control(id, "paid", "normal")).path("status").intValue());
        payment(id).body("status", equalTo("COMPLETED")).body("lateSuccess", equalTo(false)).body("refundedAmount", startsWith("0"))
                .body("receivedAmount", equalTo(due().toPlainString()));
        api().get("/payments/" + id + "/events").then().body(CHANGES + ".to", equalTo(List.of("PENDING", "COMPLETED")))
                .body(CHANGES + ".from", equalTo(List.of("CREATING", "PENDING")));
        assertEquals(callsPerCreation(), known(id).path("calls").path("create").intValue());
    }

    @Test
    void thePaymentHasTheFeeThatTheProviderStates() {
        String id = create();
        payment(id).body("providerFee", equalTo(null));
        control(id, "paid", "normal");
        payment(id).body("status", equalTo("COMPLETED")).body("providerFee", equalTo(fee().orElse(null)));
    }

    @Test
    void aCreationThatTimesOutIsResumedWithTheSamePaymentAndMakesOneAtTheProvider() {
        if (callsPerCreation() == 0) {
            assertEquals(0, systems().path("calls").path("create").intValue());
            return;
        }
        injectFault("timeout");
        String key = UUID.randomUUID().toString();
        JsonObject request = order();
        int before = references();
        String id = post(key, request).then().statusCode(504).body("code", equalTo("provider-timeout")).extract().path("paymentId");
        payment(id).body("status", equalTo("CREATING"));
        post(key, request).then().statusCode(201).body("id", equalTo(id)).body("status", equalTo("PENDING"));
        assertEquals(before + transactionsOfARepeatedCreation(), references());
        post(key, request).then().statusCode(201).header("Idempotency-Replayed", "true");
    }

    @Test
    void aRejectionIsFinalAndHasTheProvidersReason() {
        if (callsPerCreation() == 0) {
            assertEquals(0, systems().path("calls").path("create").intValue());
            return;
        }
        injectFault("reject");
        String key = UUID.randomUUID().toString();
        JsonObject request = order();
        String id = post(key, request).then().statusCode(502).contentType(equalTo("application/problem+json"))
                .body("code", equalTo("provider-rejected")).body("detail", startsWith(provider() + " refused: ")).extract().path("paymentId");
        payment(id).body("status", equalTo("FAILED")).body("failure.code", not(equalTo(null)));
        post(key, request).then().statusCode(502).header("Idempotency-Replayed", "true");
    }

    @Test
    void anInvalidAmountIsRefusedBeforeTheProviderIsCalled() {
        int before = references();
        for (String amount : List.of("0", "0.00", "-1", "0.0001", "1e3", "1E+15", "1000000000000000", "99999999999999999999",
                "1,000", "", "NaN")) {
            post(UUID.randomUUID().toString(), order().put("amount", amount)).then().statusCode(400)
                    .body("errors.pointer", equalTo(List.of("/amount")));
        }
        assertEquals(before, references());
    }

    @Test
    void theSameWebhookTwiceLeavesOneTrace() {
        String id = create();
        JsonValue known = control(id, "paid", "duplicate");
        assertTrue(known.path("webhooks").size() >= 2, known::toString);
        known.path("webhooks").forEach(webhook -> assertEquals(200, webhook.path("status").intValue()));
        payment(id).body("status", equalTo("COMPLETED"));
        api().get("/payments/" + id + "/events").then().body(CHANGES, hasSize(2));
    }

    @Test
    void aReplayedWebhookIsAcknowledgedAndChangesNothing() {
        String id = create();
        String body = lastWebhook(control(id, "paid", "normal")).path("body").asText();
        String before = payment(id).extract().asString();
        webhook(body.getBytes(StandardCharsets.UTF_8)).then().statusCode(200).body("received", equalTo(true));
        assertEquals(before, payment(id).extract().asString());
    }

    @Test
    void aLateWebhookStillCompletes() {
        String id = create();
        control(id, Json.object().put("outcome", "paid").put("webhook", "late").put("delayMillis", 300));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> payment(id).body("status", equalTo("COMPLETED")));
    }

    @Test
    void aSecondAttemptThatSucceedsWinsAndIsNoLateSuccess() {
        String id = create();
        control(id, "failed", "normal");
        if (reportsFailures()) {
            payment(id).body("status", equalTo("FAILED")).body("failure.message", not(equalTo(null)));
        }
        control(id, "paid", "normal");
        payment(id).body("status", equalTo("COMPLETED")).body("lateSuccess", equalTo(false)).body("failure", equalTo(null));
    }

    @Test
    void aFailureThatArrivesAfterSuccessChangesNothing() {
        String id = create();
        control(id, "paid", "normal");
        String before = payment(id).body("status", equalTo("COMPLETED")).extract().asString();
        control(id, "failed", "normal").path("webhooks").forEach(webhook -> assertEquals(200, webhook.path("status").intValue()));
        assertEquals(before, payment(id).extract().asString());
    }

    @Test
    void aForgedWebhookIsRefusedAndChangesNothing() {
        String id = create();
        lastWebhook(control(id, "paid", "forged"));
        known(id).path("webhooks").forEach(webhook -> assertEquals(401, webhook.path("status").intValue()));
        payment(id).body("status", equalTo("PENDING"));
        given().baseUri(local.api().toString()).contentType(ContentType.JSON).body("{}").post("/webhooks/" + provider()).then()
                .statusCode(401).contentType(equalTo("application/problem+json")).body("detail", equalTo("The call is not authentic."));
    }

    @Test
    void anOversizedWebhookIsRefusedUnread() {
        webhook("x".repeat(64 * 1024 + 1).getBytes(StandardCharsets.UTF_8)).then().statusCode(413);
    }

    @Test
    void anUnreadableWebhookIsRefusedWithAReason() {
        for (String body : List.of("", "not json", "[]", "null", "{\"a\":1,\"a\":2}", "{}")) {
            webhook(body.getBytes(StandardCharsets.UTF_8)).then().statusCode(400).body("code", equalTo("malformed-body"));
        }
        // The gateway takes JSON for text, so bytes that are none do not arrive as they were signed.
        webhook(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}).then().statusCode(anyOf(equalTo(400), equalTo(401)));
    }

    @Test
    void aReferenceThatIsNotOursIsAcknowledgedAndMakesNothing() {
        String id = create();
        String body = lastWebhook(control(id, "paid", "normal")).path("body").asText();
        String foreign = "pay_" + "z".repeat(26);
        webhook(body.replace(inMessages(id), inMessages(foreign)).getBytes(StandardCharsets.UTF_8)).then().statusCode(200);
        api().get("/payments/" + foreign).then().statusCode(404);
    }

    @Test
    void aReferenceOfAnotherPaymentDoesNotCompleteIt() {
        String paid = create();
        String unpaid = create();
        String body = lastWebhook(control(paid, "paid", "normal")).path("body").asText();
        Response answer = webhook(body.replace(inMessages(paid), inMessages(unpaid)).getBytes(StandardCharsets.UTF_8));
        assertTrue(answer.statusCode() == 200 || answer.statusCode() == 400, answer::asString);
        if (evidence() == WebhookSource.Evidence.HINT) {
            payment(unpaid).body("status", equalTo("PENDING"));
        }
    }

    @Test
    void lessThanIsDueNeverCompletes() {
        if (!reportsAmount()) {
            return;
        }
        BigDecimal due = due();
        BigDecimal less = due.subtract(BigDecimal.ONE.movePointLeft(due.scale()));
        String id = create();
        control(id, Json.object().put("outcome", "paid").put("webhook", "normal").put("amount", less.toPlainString()));
        payment(id).body("status", not(equalTo("COMPLETED"))).body("receivedAmount", equalTo(zero(id)));
        api().get("/payments/" + id + "/events").then().body("events.detail.paid.findAll { it != null }",
                equalTo(List.of(less.toPlainString() + " " + request().path("currency").asText())));
    }

    @Test
    void moreThanIsDueCompletes() {
        BigDecimal more = due().add(BigDecimal.ONE);
        String id = create();
        control(id, Json.object().put("outcome", "paid").put("webhook", "normal").put("amount", more.toPlainString()));
        payment(id).body("status", equalTo("COMPLETED"))
                .body("receivedAmount", equalTo((reportsAmount() ? more : due()).toPlainString()));
    }

    private BigDecimal due() {
        return new BigDecimal(request().path("amount").asText());
    }

    @Test
    void anotherCurrencyNeverCompletes() {
        if (!reportsAmount()) {
            return;
        }
        String id = create();
        control(id, Json.object().put("outcome", "paid").put("webhook", "normal").put("currency", "ZAR"));
        payment(id).body("status", not(equalTo("COMPLETED")));
    }

    @Test
    void theStatusCallCompletesThePaymentWhenNoWebhookArrives() {
        String id = create();
        JsonValue known = control(id, "paid", "none");
        payment(id).body("status", equalTo("PENDING"));
        Payment payment = payments.find(id).orElseThrow();
        StatusLookup lookup = assertInstanceOf(StatusLookup.class, providers.named(provider()).orElseThrow());
        StatusLookup.ProviderStatus providerStatus = lookup.lookUp(payment, transactionId(known));
        if (!reportsAmount()) {
            assertInstanceOf(StatusLookup.NotPossible.class, providerStatus);
            return;
        }
        StatusLookup.Known paid = assertInstanceOf(StatusLookup.Known.class, providerStatus);
        assertEquals(PaymentStatus.COMPLETED, paid.status());
        assertEquals(Optional.of(payment.terms().amount()), paid.paid());
        assertEquals(fee(), paid.providerFee().map(Money::majorText));
    }

    @Test
    void aRefundIsMadeOrClearlyRefused() {
        String id = create();
        control(id, "paid", "normal");
        Payment payment = payments.find(id).orElseThrow();
        Money due = payment.terms().amount();
        api().get("/providers").then().statusCode(200);
        if (!(providers.named(provider()).orElseThrow() instanceof Refunder refunder)) {
            assertEquals(List.of(), api().get("/providers").then().extract()
                    .path("providers.findAll { it.name == '" + provider() + "' && it.capabilities.contains('refund') }"));
            return;
        }
        Money part = new Money(due.minor() / 2, due.currency());
        if (refunder.refundsPartially()) {
            assertInstanceOf(Refunder.Accepted.class, refunder.refund(payment, "re_1", part, Optional.of("half")));
            assertInstanceOf(Refunder.Accepted.class,
                    refunder.refund(payment, "re_2", new Money(due.minor() - part.minor(), due.currency()), Optional.empty()));
        } else {
            assertTrue(refunder.refusal(payment, part).isPresent());
            assertInstanceOf(Refunder.Accepted.class, refunder.refund(payment, "re_1", due, Optional.empty()));
        }
        assertNotEquals("", refunder.refund(payment, "re_3", due, Optional.empty()).toString());
        assertInstanceOf(Refunder.Declined.class, overRefund(refunder, payment, due));
    }

    @Test
    void aPaidPaymentIsRefundedOverTheApiOrRefusedWithAReason() {
        String id = create();
        refund(id, UUID.randomUUID().toString()).then().statusCode(422).body("code", equalTo("payment-not-refundable"));
        control(id, "paid", "normal");
        String key = UUID.randomUUID().toString();
        Response answer = refund(id, key);
        if (!(providers.named(provider()).orElseThrow() instanceof Refunder)) {
            answer.then().statusCode(422).body("code", equalTo("unsupported"));
            payment(id).body("status", equalTo("COMPLETED")).body("refundedAmount", equalTo(zero(id)));
            return;
        }
        answer.then().statusCode(201).body("status", equalTo(refundsAtOnce() ? "COMPLETED" : "PENDING")).body("paymentId", equalTo(id));
        if (!refundsAtOnce()) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> payment(id).body("status", equalTo("REFUNDED")));
        }
        String all = payment(id).body("status", equalTo("REFUNDED")).extract().path("amount");
        payment(id).body("refundedAmount", equalTo(all));
        refund(id, key).then().statusCode(201).header("Idempotency-Replayed", "true");
        refund(id, UUID.randomUUID().toString()).then().statusCode(422).body("code", equalTo("refund-exceeds-payment"));
        api().get("/payments/" + id + "/refunds").then().statusCode(200).body("refunds.amount", equalTo(List.of(all)));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> api().queryParam("provider", provider()).get("/refunds").then().statusCode(200)
                .body("refunds.findAll { it.paymentId == '" + id + "' }.amount", equalTo(List.of(all))));
        api().post("/payments/" + id + "/cancel").then().statusCode(409).body("code", equalTo("payment-paid"));
    }

    @Test
    void refundsOnTheDashboardAreBookedOnceAndAsTheProviders() {
        if (!(providers.named(provider()).orElseThrow() instanceof RefundDiscovery)) {
            return;
        }
        String id = create();
        control(id, "paid", "normal");
        Money due = payments.find(id).orElseThrow().terms().amount();
        String part = new Money(due.minor() / 3, due.currency()).majorText();
        control(id, Json.object().put("refund", "dashboard").put("amount", part).put("webhook", "duplicate"));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> payment(id).body("status", equalTo("PARTIALLY_REFUNDED")).body("refundedAmount", equalTo(part)));
        control(id, Json.object().put("refund", "dashboard"));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> payment(id).body("status", equalTo("REFUNDED")));
        api().get("/payments/" + id + "/refunds").then().statusCode(200).body("refunds.source", equalTo(List.of("provider", "provider")))
                .body("refunds.status", equalTo(List.of("COMPLETED", "COMPLETED"))).body("refunds.amount", hasItem(part));
    }

    @Test
    void anOpenPaymentIsCancelledAndLateMoneyStillCounts() {
        String id = create();
        String cancelled = api().post("/payments/" + id + "/cancel").then().statusCode(200).body("status", equalTo("CANCELLED"))
                .extract().asString();
        assertEquals(cancelled, api().post("/payments/" + id + "/cancel").then().statusCode(200).extract().asString());
        control(id, "paid", "normal");
        payment(id).body("status", equalTo("COMPLETED")).body("lateSuccess", equalTo(true));
    }

    private String zero(String id) {
        return Money.zero(payments.find(id).orElseThrow().terms().amount().currency()).majorText();
    }

    private Response refund(String id, String key) {
        return api().header("Idempotency-Key", key).post("/payments/" + id + "/refunds");
    }

    private static Refunder.RefundOutcome overRefund(Refunder refunder, Payment payment, Money due) {
        return refunder.refund(payment, "re_4", new Money(due.minor() * 2, due.currency()), Optional.empty());
    }

    private WebhookSource.Evidence evidence() {
        return ((WebhookSource) providers.named(provider()).orElseThrow()).evidence();
    }

    /** Creates a payment; answers its id. */
    protected String create() {
        return post(UUID.randomUUID().toString(), order()).then().statusCode(201).extract().path("id");
    }

    private JsonObject order() {
        return request().put("provider", provider()).put("orderId", "ord-" + UUID.randomUUID());
    }

    private Response post(String key, JsonValue body) {
        return api().header("Idempotency-Key", key).contentType(ContentType.JSON).body(body.toString()).post("/payment-links");
    }

    private ValidatableResponse payment(String id) {
        return api().get("/payments/" + id).then().statusCode(200);
    }

    private RequestSpecification api() {
        return given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY);
    }

    private Response webhook(byte[] body) {
        return given().baseUri(local.api().toString()).headers(signed(body)).contentType("application/json").body(body)
                .post("/webhooks/" + provider());
    }

    private JsonValue control(String id, String outcome, String webhook) {
        return control(id, Json.object().put("outcome", outcome).put("webhook", webhook));
    }

    private JsonValue control(String id, JsonObject order) {
        Response answer = sandbox().contentType(ContentType.JSON).body(order.toString()).post("/_control/" + provider() + "/" + id);
        assertTrue(answer.statusCode() / 100 == 2, answer::asString);
        return known(id);
    }

    private JsonValue known(String id) {
        return json(sandbox().get("/_control/" + provider() + "/" + id));
    }

    private JsonValue systems() {
        return json(sandbox().get("/_control/" + provider()));
    }

    private int references() {
        return systems().path("references").intValue();
    }

    private void injectFault(String kind) {
        sandbox().contentType(ContentType.JSON).body(Json.object().put("create", kind).put("delayMillis", 50).put("times", 1).toString())
                .post("/_control/" + provider()).then().statusCode(200);
    }

    private static JsonValue lastWebhook(JsonValue known) {
        JsonValue webhooks = known.path("webhooks");
        assertTrue(webhooks.size() > 0, known::toString);
        return webhooks.path(webhooks.size() - 1);
    }

    private RequestSpecification sandbox() {
        return given().baseUri(local.sandbox().toString());
    }

    private static JsonValue json(Response answer) {
        return Json.readObject(answer.asByteArray()).orElseThrow(() -> new AssertionError(answer.asString()));
    }

    /** An HMAC-SHA256 over the parts, one after the other. */
    protected static byte[] hmac(String secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
