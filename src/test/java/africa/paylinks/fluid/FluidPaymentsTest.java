package africa.paylinks.fluid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.StatusLookup.Known;
import africa.paylinks.secrets.SecretVault.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Payments from creation to their end: the product and FLUID's sandbox over HTTP, the table real, both dialects. */
@Tag("slow")
class FluidPaymentsTest {

    private static final String SUCCEEDS = "+233241234567";
    private static final String MANUAL = "+233244444444";

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private FluidFixture fixture;

    @BeforeAll
    static void extendTimeouts() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @EnumSource(FluidDialect.class)
    void theNumberThatSucceedsCompletesThePaymentByItself(FluidDialect dialect) {
        fixture = new FluidFixture(clock, dialect, FluidFixture.QUICK);
        String id = fixture.created(Map.of("phone", SUCCEEDS, "bank", "TST"));
        awaitStatus(id, PaymentStatus.COMPLETED);
        await().until(() -> !webhooks(id).isEmpty());
        assertEquals("{\"received\":true}", webhooks(id).get(0).path("answer").asText());
        assertEquals(dialect == FluidDialect.GUIDE ? "5000" : "50.0", chargedAmount(id));
    }

    @ParameterizedTest
    @CsvSource({"GUIDE,+233241111111,insufficient-funds", "REFERENCE,+233241111111,insufficient-funds",
            "GUIDE,+233241234569,insufficient-funds", "REFERENCE,+233241234570,declined"})
    void theNumbersThatFailFailThePaymentWithTheirReason(FluidDialect dialect, String phone, String reason) {
        fixture = new FluidFixture(clock, dialect, FluidFixture.QUICK);
        String id = fixture.created(Map.of("phone", phone, "bank", "TST"));
        awaitStatus(id, PaymentStatus.FAILED);
        assertEquals(Optional.of(reason), fixture.payment(id).failure().map(Failure::code));
    }

    @ParameterizedTest
    @CsvSource({"10000.00,insufficient-funds", "10002.00,provider-error"})
    void theAmountsThatFailFailThePayment(String amount, String reason) {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE, FluidFixture.QUICK);
        String id = fixture.created(Map.of("phone", SUCCEEDS, "amount", amount));
        awaitStatus(id, PaymentStatus.FAILED);
        assertEquals(Optional.of(reason), fixture.payment(id).failure().map(Failure::code));
    }

    @Test
    void theNumberWithoutAnAccountIsRefusedAtOnce() {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        ApiResponse answer = fixture.create(UUID.randomUUID().toString(), Map.of("phone", "+233242222222"));
        assertEquals(502, answer.status());
        assertTrue(answer.body().contains("Invalid account"), answer.body());
    }

    @Test
    void anUnusableProviderKeyReturns503AndTheRequestResumesAfterTheFix() {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        fixture.put(Version.CURRENT, Json.object().put("apiKey", "live\nkey").put("webhookSecret", FluidFixture.SECRET));
        String key = UUID.randomUUID().toString();
        Map<String, Object> fields = Map.of("phone", "+233241111111");
        ProblemException refused = assertThrows(ProblemException.class, () -> fixture.create(key, fields));
        assertEquals(503, refused.problem().toResponse().status());
        for (String message : List.of(refused.problem().toResponse().body(), refused.toString())) {
            assertFalse(message.contains("live") || message.contains("\nkey"), message);
        }
        fixture.put(Version.CURRENT, Json.object().put("apiKey", "local-fluid-key\n").put("webhookSecret", FluidFixture.SECRET));
        assertEquals(201, fixture.create(key, fields).status());
        assertEquals(1, fixture.orders());
    }

    @Test
    void theNumberThatGetsNoAnswerIsResumedByTheSameKey() {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        String key = UUID.randomUUID().toString();
        Map<String, Object> fields = Map.of("phone", "+233243333333");
        ProblemException lost = assertThrows(ProblemException.class, () -> fixture.create(key, fields));
        assertEquals(504, lost.problem().toResponse().status());
        ApiResponse again = fixture.create(key, fields);
        assertEquals(201, again.status());
        assertEquals(1, fixture.orders());
        String id = Json.readObject(again.body().getBytes(UTF_8)).orElseThrow().path("id").asText();
        fixture.happen(id, "paid", Map.of());
        assertEquals(PaymentStatus.COMPLETED, fixture.payment(id).status());
    }

    @Test
    void withoutAPhoneTheLinkIsOurPageAndNothingIsDebited() {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        String id = fixture.created(Map.of());
        assertEquals(fixture.address().checkoutPage(id), fixture.payment(id).instructions().orElseThrow().link());
        assertFalse(fixture.knows(id));
    }

    @ParameterizedTest
    @CsvSource({"approve,COMPLETED", "reject,FAILED", "cancel,CANCELLED"})
    void aPaymentThatWaitsIsDecidedOnThePhone(String button, PaymentStatus status) {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE, FluidFixture.QUICK);
        String id = fixture.created(Map.of("phone", MANUAL));
        await().until(() -> !webhooks(id).isEmpty());
        assertEquals("transaction.pending", event(webhooks(id).get(0)));
        assertEquals(PaymentStatus.PENDING, fixture.payment(id).status());

        String phone = "/fluid/approve/%2B233244444444";
        assertTrue(new String(fixture.get(phone).body(), UTF_8).contains("GHS 50.00"));
        assertEquals(303, fixture.submit(phone, "action=" + button).status());
        assertEquals(status, fixture.payment(id).status());
        int sent = webhooks(id).size();
        fixture.submit(phone, "action=approve");
        assertEquals(sent, webhooks(id).size());
    }

    @ParameterizedTest
    @CsvSource({"GUIDE,CANCELLED", "REFERENCE,FAILED"})
    void onlyTheGuideKnowsACancelledDebit(FluidDialect dialect, PaymentStatus status) {
        fixture = new FluidFixture(clock, dialect);
        String id = waiting();
        fixture.happen(id, "cancelled", Map.of());
        assertEquals(status, fixture.payment(id).status());
    }

    @ParameterizedTest
    @EnumSource(FluidDialect.class)
    void aReversedDebitIsRefunded(FluidDialect dialect) {
        fixture = new FluidFixture(clock, dialect);
        String id = waiting();
        fixture.happen(id, "paid", Map.of());
        fixture.happen(id, "refunded", Map.of());
        assertEquals(PaymentStatus.REFUNDED, fixture.payment(id).status());
    }

    @ParameterizedTest
    @CsvSource({"GUIDE,49.99,GHS", "GUIDE,0.50,GHS", "GUIDE,50.00,NGN", "REFERENCE,49.99,GHS", "REFERENCE,0.50,GHS",
            "REFERENCE,50.00,XOF"})
    void tooLittleOrAnotherCurrencyCompletesNothing(FluidDialect dialect, String amount, String currency) {
        fixture = new FluidFixture(clock, dialect);
        String id = waiting();
        JsonValue order = fixture.happen(id, "paid", Map.of("amount", amount, "currency", currency));
        assertEquals(PaymentStatus.PENDING, fixture.payment(id).status());
        assertEquals("MISMATCH", TestTable.inboxState("fluid", order.path("event").asText()));
    }

    @Test
    void aReferenceThatIsNotOursCompletesNothing() {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        PaymentTerms terms = SamplePayments.terms("shop", new Money(5000, "GHS"), SamplePayments.NOW);
        fixture.provider().startDebit(terms, MANUAL, Optional.empty(), fixture.address());
        JsonValue order = fixture.happen(terms.id(), "paid", Map.of());
        assertEquals(200, last(order).path("status").intValue());
        assertEquals("PARKED", TestTable.inboxState("fluid", order.path("event").asText()));
    }

    @ParameterizedTest
    @EnumSource(FluidDialect.class)
    void forgedChangesNothingAndDuplicateCountsOnce(FluidDialect dialect) {
        fixture = new FluidFixture(clock, dialect);
        String id = waiting();
        JsonValue forged = fixture.happen(id, "paid", Map.of("webhook", "forged"));
        assertEquals(401, last(forged).path("status").intValue());
        assertEquals(PaymentStatus.PENDING, fixture.payment(id).status());

        JsonValue order = fixture.happen(id, "paid", Map.of("webhook", "duplicate"));
        List<JsonValue> duplicates = webhooks(id).stream().filter(sent -> sent.path("webhook").asText().equals("duplicate")).toList();
        assertEquals(2, duplicates.size());
        assertEquals(duplicates.get(0).path("body"), duplicates.get(1).path("body"));
        assertTrue(duplicates.stream().allMatch(sent -> sent.path("status").intValue() == 200));
        assertEquals("APPLIED", TestTable.inboxState("fluid", order.path("event").asText()));
        assertEquals(1, fixture.payment(id).reached().keySet().stream().filter(PaymentStatus::isPaid).count());
    }

    @Test
    void aSuccessAfterAFailureWinsAndAFailureAfterASuccessDoesNot() {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        String id = waiting();
        fixture.happen(id, "failed", Map.of());
        assertEquals(PaymentStatus.FAILED, fixture.payment(id).status());
        fixture.happen(id, "paid", Map.of());
        Payment late = fixture.payment(id);
        assertEquals(PaymentStatus.COMPLETED, late.status());
        assertFalse(late.lateSuccess());
        fixture.happen(id, "failed", Map.of());
        assertEquals(PaymentStatus.COMPLETED, fixture.payment(id).status());
    }

    @Test
    void aLateWebhookStillCompletes() {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        String id = waiting();
        fixture.happen(id, "paid", Map.of("webhook", "late", "delayMillis", "1500"));
        assertEquals(PaymentStatus.PENDING, fixture.payment(id).status());
        awaitStatus(id, PaymentStatus.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource({"503,3", "500,5", "408,1", "429,2"})
    void fluidRetriesUntilTheWebhookIsAccepted(int status, int refusals) {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        String id = waiting();
        fixture.refuseWebhooks(refusals, status);
        fixture.happen(id, "paid", Map.of());
        awaitStatus(id, PaymentStatus.COMPLETED);
        await().until(() -> webhooks(id).size() == refusals + 1);
        assertEquals(1, webhooks(id).stream().map(sent -> sent.path("body").asText()).distinct().count());
    }

    @Test
    void fluidRetriesFiveTimes() {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        String id = waiting();
        fixture.refuseWebhooks(100, 503);
        fixture.happen(id, "paid", Map.of());
        await().until(() -> webhooks(id).size() == 6);
        await().during(Duration.ofMillis(400)).until(() -> webhooks(id).size() == 6);
        assertEquals(PaymentStatus.PENDING, fixture.payment(id).status());
        assertEquals(PaymentStatus.COMPLETED, ((Known) fixture.provider()
                .lookUp(fixture.payment(id), Optional.empty())).status());
    }

    @Test
    void aFinalRefusalIsNotRetried() {
        fixture = new FluidFixture(clock, FluidDialect.GUIDE);
        String id = waiting();
        fixture.refuseWebhooks(1, 400);
        fixture.happen(id, "paid", Map.of());
        await().during(Duration.ofMillis(200)).until(() -> webhooks(id).size() == 1);
    }

    private String waiting() {
        return fixture.created(Map.of("phone", "+233200000001", "bank", "EXB"));
    }

    private void awaitStatus(String id, PaymentStatus status) {
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> fixture.payment(id).status() == status);
    }

    private List<JsonValue> webhooks(String id) {
        return fixture.order(id).path("webhooks").values().toList();
    }

    private String chargedAmount(String id) {
        return Json.readObject(last(fixture.order(id)).path("body").asText().getBytes(UTF_8)).orElseThrow().path("data")
                .path("transaction").path("amount").asText();
    }

    private static String event(JsonValue sent) {
        return Json.readObject(sent.path("body").asText().getBytes(UTF_8)).orElseThrow().path("event").asText();
    }

    private static JsonValue last(JsonValue order) {
        JsonValue webhooks = order.path("webhooks");
        return webhooks.path(webhooks.size() - 1);
    }
}
