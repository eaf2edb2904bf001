package africa.paylinks.fluid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.LinkCreator.Created;
import africa.paylinks.provider.LinkCreator.Outcome;
import africa.paylinks.provider.LinkCreator.Refused;
import africa.paylinks.provider.LinkCreator.Unknown;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup.Known;
import africa.paylinks.provider.StatusLookup.NotFound;
import africa.paylinks.provider.StatusLookup.NotPossible;
import africa.paylinks.provider.StatusLookup.ProviderStatus;
import africa.paylinks.provider.StatusLookup.Unavailable;
import africa.paylinks.provider.StatusLookup.Unreadable;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookSource.Evidence;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretVault.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FluidProviderTest {

    private static final PublicAddress ADDRESS = new PublicAddress("https://api.example");
    private static final String MANUAL = "+233244444444";

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final FluidFixture fixture = new FluidFixture(clock, FluidDialect.GUIDE);
    private final List<LocalRequest> calls = Collections.synchronizedList(new ArrayList<>());
    private final LocalServer stub = LocalServer.open(new ConcurrentHashMap<>(), "stub", TestTable.freePort());

    @AfterEach
    void close() {
        fixture.close();
        stub.close();
    }

    @Test
    void withoutAPhoneTheCheckoutPageRequestsItAndFluidIsNotCalled() {
        PaymentTerms terms = terms(Optional.empty(), Optional.empty());
        Created created = assertInstanceOf(Created.class, fixture.provider().createLink(terms, ADDRESS));
        assertEquals(new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), created);
        assertEquals(0, fixture.orders());
    }

    @Test
    void aPhoneOfAnotherCountryIsNotDebited() {
        PaymentTerms terms = terms(Optional.of("+23276000000"), Optional.empty());
        assertTrue(assertInstanceOf(Created.class, fixture.provider().createLink(terms, ADDRESS)).providerReference().isEmpty());
        assertEquals("invalid-account", refusal(fixture.provider().startDebit(terms, "+23276000000", Optional.empty(), ADDRESS)));
        assertEquals(0, fixture.orders());
    }

    @Test
    void aPhoneStartsTheDebitAtOnce() {
        PaymentTerms terms = terms(Optional.of(MANUAL), Optional.empty());
        Created created = assertInstanceOf(Created.class, fixture.provider().createLink(terms, ADDRESS));
        assertTrue(created.providerReference().orElseThrow().startsWith("txn_"));
        assertTrue(created.link().isEmpty());
        assertTrue(fixture.lastCharge().startsWith("{\"amount\":5000,"), fixture.lastCharge());
        assertTrue(fixture.lastCharge().contains("\"callback_url\":\"https://api.example/webhooks/fluid\""));
        assertEquals("50.00", fixture.order(terms.id()).path("amount").asText());
    }

    @Test
    void theReferenceWantsTheBankToo() {
        FluidProvider reference = reference();
        assertTrue(reference.needsBank());
        assertFalse(fixture.provider().needsBank());
        PaymentTerms without = terms(Optional.of(MANUAL), Optional.empty());
        assertTrue(assertInstanceOf(Created.class, reference.createLink(without, ADDRESS)).providerReference().isEmpty());
        assertEquals("invalid-account", refusal(reference.startDebit(without, MANUAL, Optional.empty(), ADDRESS)));
        assertEquals(0, fixture.orders());

        PaymentTerms with = terms(Optional.of(MANUAL), Optional.of("TST"));
        Created created = assertInstanceOf(Created.class, reference.createLink(with, ADDRESS));
        assertTrue(created.providerReference().orElseThrow().startsWith("FLU"));
        assertTrue(fixture.lastCharge().contains("\"amount\":50.00,"), fixture.lastCharge());
        assertEquals("50.00", fixture.order(with.id()).path("amount").asText());
    }

    @ParameterizedTest
    @CsvSource({"GUIDE,1", "GUIDE,100", "GUIDE,999999", "GUIDE,99999999999999", "REFERENCE,100", "REFERENCE,5050",
            "REFERENCE,1000000"})
    void fluidReadsTheRequestedAmount(FluidDialect dialect, long minor) {
        PaymentTerms terms = terms(Optional.of(MANUAL), Optional.of("TST"), minor);
        assertInstanceOf(Created.class, provider(dialect).createLink(terms, ADDRESS));
        assertEquals(terms.amount().majorText(), fixture.order(terms.id()).path("amount").asText());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 99, 1_000_001})
    void valuesTheReferenceForbidsAreRefusedBeforeAnyCall(long minor) {
        assertEquals("/amount", reference().objection(terms(Optional.of(MANUAL), Optional.of("TST"), minor)).orElseThrow().pointer());
        assertTrue(provider(FluidDialect.GUIDE).objection(terms(Optional.of(MANUAL), Optional.of("TST"), minor)).isEmpty());
        assertEquals("amount-not-supported",
                refusal(reference().createLink(terms(Optional.of(MANUAL), Optional.of("TST"), minor), ADDRESS)));
        assertEquals("amount-not-supported",
                refusal(reference().startDebit(terms(Optional.empty(), Optional.empty(), minor), MANUAL, Optional.of("TST"), ADDRESS)));
        assertEquals(0, fixture.orders());
    }

    @Test
    void rejectionsAreFinalAndServerErrorsAreNot() {
        fixture.injectFault("reject", 0, 1);
        assertEquals("declined", refusal(start(fixture.provider())));
        assertEquals("invalid-account", refusal(fixture.provider().startDebit(terms(Optional.empty(), Optional.empty()),
                "+233242222222", Optional.empty(), ADDRESS)));
        fixture.injectFault("error", 0, 1);
        assertInstanceOf(Unknown.class, start(fixture.provider()));
        fixture.injectFault("slow", 3000, 1);
        assertInstanceOf(Unknown.class,
                start(fixture.provider(FluidFixture.config(FluidDialect.GUIDE, fixture.base(), Duration.ofMillis(200)))));
    }

    @Test
    void aLostAnswerIsResumedWithTheSameReferenceAndMakesOneDebit() {
        PaymentTerms terms = terms(Optional.of("+233243333333"), Optional.empty());
        assertInstanceOf(Unknown.class, fixture.provider().createLink(terms, ADDRESS));
        assertInstanceOf(Created.class, fixture.provider().createLink(terms, ADDRESS));
        assertEquals(1, fixture.orders());
        assertEquals(2, fixture.order(terms.id()).path("calls").path("create").intValue());
    }

    @Test
    void aDuplicateReferenceIsLookedUpWhereFluidSupportsIt() {
        PaymentTerms terms = terms(Optional.of(MANUAL), Optional.empty());
        FluidProvider provider = stubbed(call -> call.method().equals("POST")
                ? json(409, "{\"success\":false,\"error\":{\"code\":\"3003\",\"message\":\"Duplicate\"}}")
                : json(200, "{\"transaction_id\":\"txn_9\",\"partner_reference\":\"" + terms.id() + "\",\"status\":\"pending\"}"));
        Created created = assertInstanceOf(Created.class, provider.createLink(terms, ADDRESS));
        assertEquals(Optional.of("txn_9"), created.providerReference());
    }

    @Test
    void aDuplicateReferenceOfAnotherDebitReturnsNoId() {
        FluidProvider provider = stubbed(call -> call.method().equals("POST")
                ? json(422, "{\"success\":false,\"error\":\"Duplicate partner_reference\"}")
                : json(200, "{\"transaction_id\":\"txn_9\",\"partner_reference\":\"pay_other\",\"status\":\"pending\"}"));
        assertEquals(Optional.empty(), assertInstanceOf(Created.class, start(provider)).providerReference());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"transaction_id\":\"id-1\"}", "{\"data\":{\"transaction_id\":\"id-1\",\"reference\":\"r\"}}",
            "{\"success\":true,\"data\":{\"reference\":\"id-1\",\"status\":\"pending\",\"response\":{\"uuid\":\"u\",\"reference\":\"r2\"}}}",
            "{\"data\":{\"response\":{\"uuid\":\"id-1\"}}}", "{\"data\":{\"id\":\"id-1\"}}"})
    void theIdIsFoundWhereverFluidPutsIt(String body) {
        Created created = assertInstanceOf(Created.class, start(stubbed(call -> json(201, body))));
        assertEquals(Optional.of("id-1"), created.providerReference());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{}", "[]", "{\"success\":false,\"data\":{\"reference\":\"x\"}}"})
    void aSuccessThatCannotBeReadIsUnknown(String body) {
        assertInstanceOf(Unknown.class, start(stubbed(call -> json(200, body))));
    }

    @Test
    void aDebitThatFailsAtOnceIsRefused() {
        assertEquals("insufficient-funds", refusal(start(stubbed(call -> json(200,
                "{\"success\":true,\"data\":{\"reference\":\"x\",\"status\":\"failed\",\"response\":{\"error_message\":\"Insufficient funds\"}}}")))));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 500, 502, 503, 504, 302})
    void aResponseWithoutADebitIsUnknown(int status) {
        assertInstanceOf(Unknown.class, start(stubbed(call -> json(status, "{\"error\":{\"code\":1503}}"))));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aKeyThatFluidRejectsIsAConfigurationError(int status) {
        FluidProvider provider = stubbed(call -> json(status, "{\"success\":false,\"error\":\"Invalid API key\"}"));
        String message = assertThrows(ProviderNotConfigured.class, () -> start(provider)).getMessage();
        assertTrue(message.contains("apiKey") && message.contains("Invalid API key"), message);
        assertThrows(ProviderNotConfigured.class, provider::banks);
        assertInstanceOf(Unavailable.class, provider.lookUp(payment(Optional.of("txn_1")), Optional.empty()));
    }

    @Test
    void honoursTheRetryAfterOfABusyFluid() {
        FluidProvider provider = stubbed(call -> json(429, "{\"error\":{\"code\":1456}}").with("Retry-After", "30"));
        Unknown unknown = assertInstanceOf(Unknown.class, start(provider));
        assertTrue(unknown.reason().contains("30 s"), unknown.reason());
        clock.advance(Duration.ofSeconds(29));
        Unavailable unavailable =
                assertInstanceOf(Unavailable.class, provider.lookUp(payment(Optional.of("txn_1")), Optional.empty()));
        assertTrue(unavailable.reason().contains("1 s"), unavailable.reason());
        assertEquals(1, calls.size());
        clock.advance(Duration.ofSeconds(1));
        assertInstanceOf(Unavailable.class, provider.lookUp(payment(Optional.of("txn_1")), Optional.empty()));
        assertEquals(2, calls.size());
    }

    @Test
    void everyCallCarriesTheKeyAndAsksForJson() {
        FluidProvider provider = stubbed(call -> json(200, "{\"transaction_id\":\"t\",\"data\":[]}"));
        start(provider);
        provider.banks();
        assertEquals(List.of("POST /payment-providers/debit-requests/charge", "GET /payment-providers/banks"),
                calls.stream().map(call -> call.method() + " " + call.rawPath()).toList());
        for (LocalRequest call : calls) {
            assertEquals(Optional.of("Bearer local-fluid-key"), call.header("authorization"));
            assertEquals(Optional.of("application/json"), call.header("accept"));
        }
        assertEquals(Optional.of("application/json"), calls.get(0).header("content-type"));
    }

    @Test
    void aMissingKeyIsNamedBeforeACustomerMeetsIt() {
        fixture.put(Version.CURRENT, Json.object().put("apiKey", " ").put("webhookSecret", FluidFixture.SECRET));
        String message = assertThrows(ProviderNotConfigured.class,
                () -> fixture.provider().createLink(terms(Optional.empty(), Optional.empty()), ADDRESS)).getMessage();
        assertTrue(message.contains("apiKey"), message);
    }

    @ParameterizedTest
    @EnumSource(FluidDialect.class)
    void theStatusCallReturnsTheDebitStatus(FluidDialect dialect) {
        FluidProvider provider = provider(dialect);
        PaymentTerms terms = terms(Optional.of(MANUAL), Optional.of("TST"));
        Optional<String> reference = assertInstanceOf(Created.class, provider.createLink(terms, ADDRESS)).providerReference();
        assertEquals(PaymentStatus.PENDING, known(provider.lookUp(payment(terms, reference), Optional.empty())).status());

        fixture.happen(terms.id(), "failed", Map.of("webhook", "none"));
        Known failed = known(provider.lookUp(payment(terms, reference), Optional.empty()));
        assertEquals(PaymentStatus.FAILED, failed.status());
        assertEquals("payment-failed", failed.failure().orElseThrow().code());
        assertEquals(Optional.empty(), failed.paid());

        fixture.happen(terms.id(), "paid", Map.of("webhook", "none"));
        Known paid = known(provider.lookUp(payment(terms, reference), Optional.empty()));
        assertEquals(PaymentStatus.COMPLETED, paid.status());
        assertEquals(Optional.of(new Money(5000, "GHS")), paid.paid());
        assertEquals(reference, paid.providerReference());

        fixture.happen(terms.id(), "refunded", Map.of("webhook", "none"));
        assertEquals(PaymentStatus.REFUNDED, known(provider.lookUp(payment(terms, reference), Optional.empty())).status());
    }

    @Test
    void anUnderpaymentIsReportedAsFluidSaysIt() {
        PaymentTerms terms = terms(Optional.of(MANUAL), Optional.empty());
        Optional<String> reference =
                assertInstanceOf(Created.class, fixture.provider().createLink(terms, ADDRESS)).providerReference();
        fixture.happen(terms.id(), "paid", Map.of("webhook", "none", "amount", "49.99"));
        assertEquals(Optional.of(new Money(4999, "GHS")),
                known(fixture.provider().lookUp(payment(terms, reference), Optional.empty())).paid());
    }

    @Test
    void anAnswerAboutAnotherDebitIsNone() {
        Payment payment = payment(Optional.of("txn_1"));
        for (String body : List.of("{\"transaction_id\":\"txn_1\",\"partner_reference\":\"pay_other\",\"status\":\"completed\"}",
                "{\"transaction_id\":\"txn_2\",\"status\":\"completed\"}")) {
            assertInstanceOf(NotFound.class, stubbed(call -> json(200, body)).lookUp(payment, Optional.empty()), body);
        }
        assertInstanceOf(NotFound.class,
                stubbed(call -> json(404, "{\"error\":{\"code\":1404}}")).lookUp(payment, Optional.empty()));
    }

    @Test
    void aPaymentWithoutAnIdIsOnlyKnownByOurReference() {
        Payment payment = payment(Optional.empty());
        assertInstanceOf(NotPossible.class, fixture.provider().lookUp(payment, Optional.empty()));
        assertInstanceOf(NotPossible.class, stubbed(call -> json(200, "{\"transaction_id\":\"hinted\",\"status\":\"completed\"}"))
                .lookUp(payment, Optional.of("hinted")));
        assertInstanceOf(Known.class, stubbed(call -> json(200, "{\"transaction_id\":\"t\",\"status\":\"completed\",\"partner_reference\":\""
                + payment.id() + "\"}")).lookUp(payment, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "{\"transaction_id\":\"txn_1\",\"status\":\"settled\"}"})
    void anAnswerWithoutAStatusWeKnowDecidesNothing(String body) {
        assertInstanceOf(Unreadable.class,
                stubbed(call -> json(200, body)).lookUp(payment(Optional.of("txn_1")), Optional.empty()));
    }

    @Test
    void anAmountThatCannotBeReadIsNone() {
        ProviderStatus providerStatus = stubbed(call -> json(200, "{\"transaction_id\":\"txn_1\",\"status\":\"completed\",\"amount\":\"lots\"}"))
                .lookUp(payment(Optional.of("txn_1")), Optional.empty());
        assertEquals(Optional.empty(), known(providerStatus).paid());
    }

    @Test
    void anIdIsEscapedInThePath() {
        stubbed(call -> json(404, "{}")).lookUp(payment(Optional.of("../banks?x=1")), Optional.empty());
        assertEquals("/payment-providers/debit-requests/..%2Fbanks%3Fx%3D1", calls.get(0).rawPath());
    }

    @Test
    void listsTheBanks() {
        assertEquals(List.of("TST", "EXB", "DEM"), fixture.provider().banks().stream().map(bank -> bank.identifier()).toList());
        assertEquals("GH", fixture.provider().banks().get(0).country());
        assertThrows(ProviderUnreachable.class, stubbed(call -> json(200, "{\"data\":{}}"))::banks);
        assertThrows(ProviderUnreachable.class, stubbed(call -> json(503, ""))::banks);
    }

    @Test
    void returnsTheBalanceOnlyIfItsPathIsConfigured() {
        assertEquals(List.of(new Money(1_250_000, "GHS")), fixture.provider().balances());
        FluidFixture.Config config = FluidFixture.config(FluidDialect.GUIDE, fixture.base(), Duration.ofSeconds(10));
        FluidProvider unconfigured = fixture.provider(new FluidFixture.Config(config.baseUrl(), config.dialect(),
                config.chargePath(), Optional.empty(), config.timeout(), config.questionTimeout()));
        assertTrue(assertThrows(ProviderNotConfigured.class, unconfigured::balances).getMessage()
                .contains("paylinks.fluid.balance-path"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"balance\":125000,\"currency\":\"GHS\"}", "{\"data\":{\"available_balance\":1250.00}}",
            "{\"data\":[{\"balance\":125000,\"currency\":\"GHS\"}]}", "{\"data\":{\"balances\":[{\"available\":\"1250.00\"}]}}"})
    void readsABalanceInAnyLikelyShape(String body) {
        assertEquals(List.of(new Money(125_000, "GHS")), stubbed(call -> json(200, body)).balances());
    }

    @Test
    void aBalanceThatCannotBeReadIsNone() {
        assertThrows(ProviderUnreachable.class, stubbed(call -> json(200, "{\"data\":{\"balance\":\"much\"}}"))::balances);
    }

    @Test
    void pollsTenTimesThreeSecondsApart() {
        assertEquals(Duration.ofSeconds(3), fixture.provider().pollInterval());
        assertEquals(Duration.ofSeconds(3), fixture.provider().followUp().interval());
        assertEquals(10, fixture.provider().followUp().limit());
    }

    @Test
    void aSignedWebhookIsProof() {
        assertEquals(Evidence.PROOF, fixture.provider().evidence());
        byte[] body = "{}".getBytes(UTF_8);
        String signature = FluidSignature.sign(body, Secret.of(FluidFixture.SECRET));
        assertTrue(fixture.provider().isAuthentic(call(Optional.of(signature), body)));
        assertTrue(fixture.provider().isAuthentic(call(Optional.of("sha256=" + signature), body)));
        assertFalse(fixture.provider().isAuthentic(call(Optional.of(signature), "{ }".getBytes(UTF_8))));
        assertFalse(fixture.provider().isAuthentic(call(Optional.empty(), body)));
    }

    @Test
    void duringARotationBothSecretsSignAndAfterwardsOne() {
        byte[] body = "{}".getBytes(UTF_8);
        WebhookCall old = call(Optional.of(FluidSignature.sign(body, Secret.of(FluidFixture.SECRET))), body);
        fixture.put(Version.PREVIOUS, Json.object().put("webhookSecret", FluidFixture.SECRET));
        fixture.put(Version.CURRENT, Json.object().put("webhookSecret", "new-secret"));
        assertTrue(fixture.provider().isAuthentic(old));
        assertTrue(fixture.provider().isAuthentic(call(Optional.of(FluidSignature.sign(body, Secret.of("new-secret"))), body)));
        fixture.forget(Version.PREVIOUS);
        assertFalse(fixture.provider().isAuthentic(old));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"webhookSecret\":\"\"}", "{\"webhookSecret\":\" \"}", "{\"webhookSecret\":null}"})
    void withoutAWebhookSecretEveryCallIsRefused(String document) {
        fixture.put(Version.CURRENT, Json.copy(Json.readObject(document.getBytes(UTF_8)).orElseThrow()));
        byte[] body = "{}".getBytes(UTF_8);
        for (String secret : new String[] {" ", "null", FluidFixture.SECRET}) {
            String signature = secret.isBlank() ? "" : FluidSignature.sign(body, Secret.of(secret));
            assertFalse(fixture.provider().isAuthentic(call(Optional.of(signature), body)));
        }
    }

    private FluidProvider provider(FluidDialect dialect) {
        return fixture.provider(FluidFixture.config(dialect, fixture.base(), Duration.ofSeconds(10)));
    }

    private FluidProvider reference() {
        return provider(FluidDialect.REFERENCE);
    }

    private FluidProvider stubbed(Function<LocalRequest, LocalResponse> answering) {
        stub.answerWith(call -> {
            calls.add(call);
            return answering.apply(call);
        });
        return fixture.provider(FluidFixture.config(FluidDialect.GUIDE, "http://localhost:" + stub.port() + "/", Duration.ofSeconds(10)));
    }

    private static Outcome start(FluidProvider provider) {
        return provider.startDebit(terms(Optional.empty(), Optional.empty()), MANUAL, Optional.empty(), ADDRESS);
    }

    private static String refusal(Outcome outcome) {
        return assertInstanceOf(Refused.class, outcome).failure().code();
    }

    private static Known known(ProviderStatus providerStatus) {
        return assertInstanceOf(Known.class, providerStatus, () -> String.valueOf(providerStatus));
    }

    private static LocalResponse json(int status, String body) {
        return LocalResponse.of(status, "application/json", body.getBytes(UTF_8));
    }

    private static WebhookCall call(Optional<String> signature, byte[] body) {
        return new WebhookCall(signature.map(value -> Map.of("x-fluid-signature", value)).orElse(Map.of()), Map.of(), body);
    }

    private static Payment payment(Optional<String> reference) {
        return payment(terms(Optional.empty(), Optional.empty()), reference);
    }

    private static Payment payment(PaymentTerms terms, Optional<String> reference) {
        return new Payment(terms, PaymentStatus.PENDING, Optional.empty(), reference, Optional.empty(), Money.zero("GHS"),
                Money.zero("GHS"), Map.of(), SamplePayments.NOW);
    }

    private static PaymentTerms terms(Optional<String> phone, Optional<String> bank) {
        return terms(phone, bank, 5000);
    }

    private static PaymentTerms terms(Optional<String> phone, Optional<String> bank, long minor) {
        return new PaymentTerms(SamplePayments.IDS.next(), "shop", "ord-1", "fluid", PaymentMethod.MOMO,
                new Money(minor, "GHS"), new Customer(Optional.empty(), Optional.empty(), phone, bank),
                Optional.of("Two tickets"), Optional.empty(), Map.of(), SamplePayments.NOW,
                SamplePayments.NOW.plusSeconds(3600));
    }
}
