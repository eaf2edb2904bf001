package africa.paylinks.flot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.flot.FlotConfig.Dialect;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.LinkCreator.Created;
import africa.paylinks.provider.LinkCreator.Refused;
import africa.paylinks.provider.LinkCreator.Unknown;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookSource.Evidence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlotProviderTest {

    private static final PublicAddress ADDRESS = new PublicAddress("https://api.example");

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final FlotFixture fixture = new FlotFixture(clock);
    private final FlotProvider page = fixture.provider(Dialect.DEVELOPERS_PAGE);
    private final FlotProvider guide = fixture.provider(Dialect.MERCHANT_GUIDE);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void mobileMoneyHasACodeToDial() {
        Created created = assertInstanceOf(Created.class, page.createLink(terms(PaymentMethod.MOMO, 5000), ADDRESS));
        assertTrue(created.ussdCode().orElseThrow().startsWith("*175*"));
        assertTrue(created.link().isEmpty());
        assertTrue(created.providerReference().isPresent());
    }

    @Test
    void cardAndAppHaveAPage() {
        for (PaymentMethod method : new PaymentMethod[] {PaymentMethod.CARD, PaymentMethod.IN_APP}) {
            Created created = assertInstanceOf(Created.class, page.createLink(terms(method, 5000), ADDRESS));
            assertTrue(created.link().orElseThrow().startsWith(fixture.base() + "/flot/pay/"));
            assertTrue(created.ussdCode().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0.01", "100,1.00", "1000000,10000.00", "5050,50.50"})
    void amountsGoOutAsPlainDecimalText(long minor, String wire) {
        PaymentTerms terms = terms(PaymentMethod.MOMO, minor);
        assertInstanceOf(Created.class, page.createLink(terms, ADDRESS));
        var sent = Json.readObject(Base64.getDecoder().decode(fixture.totals().path("lastCreate").path("body").asText()))
                .orElseThrow();
        assertTrue(sent.path("payload").path("amount").isText());
        assertEquals(wire, sent.path("payload").path("amount").asText());
        assertEquals(terms.id(), sent.path("payload").path("orderId").asText());
    }

    @Test
    void repeatingACreationMakesNoSecondPayment() {
        PaymentTerms terms = terms(PaymentMethod.CARD, 5000);
        assertEquals(page.createLink(terms, ADDRESS), page.createLink(terms, ADDRESS));
        assertEquals(1, fixture.orders());
    }

    @Test
    void anOrderThatIsPaidAlreadyIsNotRefused() {
        PaymentTerms terms = terms(PaymentMethod.CARD, 5000);
        page.createLink(terms, ADDRESS);
        fixture.happen(terms.id(), Json.object().put("outcome", "paid"));
        assertInstanceOf(Unknown.class, page.createLink(terms, ADDRESS));
    }

    @Test
    void rejectionsAreFinalAndServerErrorsAreNot() {
        fixture.injectFault("reject", 0, 1);
        Refused refused = assertInstanceOf(Refused.class, page.createLink(terms(PaymentMethod.MOMO, 1), ADDRESS));
        assertEquals("currency-not-available-for-order", refused.failure().code());
        fixture.injectFault("error", 0, 1);
        assertInstanceOf(Unknown.class, page.createLink(terms(PaymentMethod.MOMO, 1), ADDRESS));
        fixture.injectFault("slow", 3000, 1);
        FlotProvider hurried = fixture.provider(fixture.config(Dialect.DEVELOPERS_PAGE, Optional.of("m-1"), Duration.ofMillis(200)));
        assertInstanceOf(Unknown.class, hurried.createLink(terms(PaymentMethod.MOMO, 1), ADDRESS));
    }

    @Test
    void aMissingOrUnusableKeyIsNamed() {
        fixture.rotate(FlotFixture.secret().put("privateKey", ""));
        ProviderNotConfigured missing = assertThrows(ProviderNotConfigured.class,
                () -> page.createLink(terms(PaymentMethod.MOMO, 1), ADDRESS));
        assertTrue(missing.getMessage().contains("privateKey"));
    }

    @Test
    void theGuidesStatusCallReturnsThePaymentStatus() {
        PaymentTerms terms = terms(PaymentMethod.MOMO, 5000);
        Created created = assertInstanceOf(Created.class, guide.createLink(terms, ADDRESS));
        Payment payment = payment(terms, created.providerReference());
        assertEquals(PaymentStatus.PENDING, known(payment).status());
        fixture.happen(terms.id(), Json.object().put("outcome", "failed"));
        assertEquals(PaymentStatus.FAILED, known(payment).status());
        fixture.happen(terms.id(), Json.object().put("outcome", "paid"));
        assertEquals(PaymentStatus.COMPLETED, known(payment).status());
        assertEquals(Optional.of(new Money(5000, "SLE")), known(payment).paid());
    }

    @Test
    void theStatusCallReturnsTheAmountPaid() {
        PaymentTerms terms = terms(PaymentMethod.MOMO, 5000);
        Created created = assertInstanceOf(Created.class, guide.createLink(terms, ADDRESS));
        fixture.happen(terms.id(), Json.object().put("outcome", "paid").put("amount", "49.99"));
        assertEquals(Optional.of(new Money(4999, "SLE")), known(payment(terms, created.providerReference())).paid());
    }

    @Test
    void anImpossibleLookupIsReported() {
        PaymentTerms terms = terms(PaymentMethod.MOMO, 5000);
        guide.createLink(terms, ADDRESS);
        assertInstanceOf(StatusLookup.NotPossible.class, guide.lookUp(payment(terms, Optional.empty()), Optional.empty()));
        assertInstanceOf(StatusLookup.NotPossible.class, page.lookUp(payment(terms, Optional.of("a")), Optional.empty()));
        assertInstanceOf(StatusLookup.NotFound.class, guide.lookUp(payment(terms, Optional.of("a")), Optional.empty()));
    }

    @Test
    void webhooksAreHintsOnlyWhereTheyCanBeConfirmed() {
        assertEquals(Evidence.PROOF, page.evidence());
        assertEquals(Evidence.HINT, guide.evidence());
    }

    @Test
    void rightCredentialsAreLetInInWhateverCaseTheSchemeIsWritten() {
        assertTrue(page.isAuthentic(call("Basic", "flot:password")));
        assertTrue(page.isAuthentic(call("bAsIc", "flot:password")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flot:wrong", "flot:", "flot", ":password", "Flot:password", "flot:password ", ""})
    void wrongCredentialsAreRefused(String credentials) {
        assertFalse(page.isAuthentic(call("Basic", credentials)));
    }

    @Test
    void noCredentialsAndOtherSchemesAreRefused() {
        assertFalse(page.isAuthentic(new WebhookCall(Map.of(), Map.of(), new byte[0])));
        assertFalse(page.isAuthentic(call("Bearer", "flot:password")));
        assertFalse(page.isAuthentic(new WebhookCall(Map.of("authorization", "Basic ###"), Map.of(), new byte[0])));
    }

    @Test
    void missingOrEmptyCredentialsRefuseAllWebhooks() {
        for (JsonObject secret : new JsonObject[] {
            Json.object().put("privateKey", "x"),
            Json.object().put("webhookUser", "flot").put("webhookPassword", ""),
            Json.object().put("webhookUser", "").put("webhookPassword", ""),
            Json.object().put("webhookToken", ""),
            Json.object().put("webhookToken", " "),
            FlotFixture.secret().put("webhookToken", "")}) {
            try (FlotFixture fresh = new FlotFixture(clock)) {
                // Twice, so that no earlier version is live either.
                fresh.rotate(secret);
                fresh.rotate(secret);
                FlotProvider flot = fresh.provider(Dialect.DEVELOPERS_PAGE);
                for (String credentials : new String[] {"flot:password", "flot:", ":", ""}) {
                    assertFalse(flot.isAuthentic(call("Basic", credentials)), secret.fieldNames().toString());
                }
                assertFalse(flot.isAuthentic(new WebhookCall(Map.of(), Map.of("token", ""), new byte[0])));
                assertFalse(flot.isAuthentic(new WebhookCall(Map.of(), Map.of(), new byte[0])));
            }
        }
    }

    @Test
    void aTokenInTheUrlLetsInWhenItIsWhatIsConfigured() {
        fixture.rotate(Json.object().put("webhookToken", "long-random-token"));
        fixture.rotate(Json.object().put("webhookToken", "long-random-token"));
        assertTrue(page.isAuthentic(new WebhookCall(Map.of(), Map.of("token", "long-random-token"), new byte[0])));
        assertFalse(page.isAuthentic(new WebhookCall(Map.of(), Map.of("token", "other"), new byte[0])));
    }

    @Test
    void whereBothAreConfiguredBothAreRequired() {
        JsonObject both = FlotFixture.secret().put("webhookToken", "long-random-token");
        fixture.rotate(both);
        fixture.rotate(both);
        String basic = "Basic " + base64("flot:password");
        assertTrue(page.isAuthentic(new WebhookCall(Map.of("authorization", basic), Map.of("token", "long-random-token"), new byte[0])));
        assertFalse(page.isAuthentic(new WebhookCall(Map.of("authorization", basic), Map.of(), new byte[0])));
        assertFalse(page.isAuthentic(new WebhookCall(Map.of(), Map.of("token", "long-random-token"), new byte[0])));
    }

    @Test
    void thePreviousPasswordIsLetInWhileItIsBeingRotated() {
        assertTrue(page.isAuthentic(call("Basic", "flot:password")));
        fixture.rotate(FlotFixture.secret().put("webhookPassword", "next"));
        assertTrue(page.isAuthentic(call("Basic", "flot:next")));
        assertTrue(page.isAuthentic(call("Basic", "flot:password")));
        fixture.rotate(FlotFixture.secret().put("webhookPassword", "third"));
        clock.advance(Duration.ofMinutes(6));
        assertTrue(page.isAuthentic(call("Basic", "flot:next")));
        assertFalse(page.isAuthentic(call("Basic", "flot:password")));
    }

    @Test
    void aWebhookIsReadAndNamedByOrderRequestAndStatus() {
        ProviderEvent event = read("{\"orderId\":\"pay_1\",\"flotRequestId\":\"r1\",\"status\":\" Completed \"}");
        assertEquals("pay_1", event.reference());
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertTrue(read("{\"orderId\":\"pay_1\",\"flotRequestId\":\"r1\",\"status\":\"failed\"}").failure().isPresent());
        assertFalse(event.key().equals(read("{\"orderId\":\"pay_1\",\"flotRequestId\":\"r1\",\"status\":\"failed\"}").key()));
        assertFalse(event.key().equals(read("{\"orderId\":\"pay_1\",\"flotRequestId\":\"r2\",\"status\":\"completed\"}").key()));
    }

    @Test
    void anUnknownStatusMeansNothing() {
        assertTrue(read("{\"orderId\":\"pay_1\",\"flotRequestId\":1,\"status\":\"reversed\"}").status().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"orderId\":\"a\"}", "{\"status\":\"completed\"}", "not json",
        "{\"orderId\":{},\"status\":\"completed\"}", "{\"orderId\":\"\",\"status\":\"completed\"}",
        "{\"orderId\":\"a\",\"orderId\":\"b\",\"status\":\"completed\"}"})
    void undocumentedFlotRequestsAreRefusedWithAReason(String body) {
        UnreadableWebhook unreadable = assertThrows(UnreadableWebhook.class, () -> read(body));
        assertFalse(unreadable.getMessage().isBlank());
    }

    private StatusLookup.Known known(Payment payment) {
        return assertInstanceOf(StatusLookup.Known.class, guide.lookUp(payment, Optional.empty()));
    }

    private ProviderEvent read(String body) {
        return page.read(new WebhookCall(Map.of(), Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static WebhookCall call(String scheme, String credentials) {
        return new WebhookCall(Map.of("authorization", scheme + " " + base64(credentials)), Map.of(), new byte[0]);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Payment payment(PaymentTerms terms, Optional<String> providerReference) {
        return new Payment(terms, PaymentStatus.PENDING, Optional.empty(), providerReference, Optional.empty(),
                Money.zero("SLE"), Money.zero("SLE"), Map.of(), terms.createdAt());
    }

    private static PaymentTerms terms(PaymentMethod method, long minor) {
        PaymentTerms sample = SamplePayments.terms("shop", new Money(minor, "SLE"), SamplePayments.NOW);
        return new PaymentTerms(sample.id(), sample.merchant(), sample.orderId(), sample.provider(), method,
                sample.amount(), sample.customer(), sample.description(), sample.redirectUrl(), sample.metadata(),
                sample.createdAt(), sample.expiresAt());
    }
}
