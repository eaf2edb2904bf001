package africa.paylinks.flashpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.provider.BankDirectory.Bank;
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
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, against a server that answers whatever the test says. */
class FlashpayClientTest {

    private static final PublicAddress ADDRESS = new PublicAddress("https://pay.example");
    private static final String BANKS = "[{\"id\":\"b-1\",\"name\":\"First Bank of Tests\"},{\"id\":\"b-2\",\"name\":\"Second\",\"country\":\"NG\"}]";

    private final List<LocalRequest> calls = new CopyOnWriteArrayList<>();
    private final PaymentTerms terms = FlashpayFixture.terms("pay_abc", 9_980_000);
    private Function<LocalRequest, LocalResponse> answering = call -> LocalResponse.empty(404);
    private LocalServer server;

    @BeforeEach
    void listen() {
        server = LocalServer.open(new ConcurrentHashMap<>(), "flashpay", 0);
        server.answerWith(call -> {
            calls.add(call);
            return answering.apply(call);
        });
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void requestsAnIntentInKobo() {
        answering = call -> json(201, intent(Map.of()));
        create(Map.of());
        LocalRequest call = calls.get(0);
        assertEquals("POST /api/v1/payment", call.method() + " " + call.path());
        assertEquals(Optional.of("Bearer test-token"), call.header("authorization"));
        assertEquals(Optional.of("application/json"), call.header("content-type"));
        assertEquals("{\"amount\":9980000,\"currency\":\"NGN\",\"reference\":\"pay_abc\",\"expiresAt\":\"2026-11-22T12:00:00Z\","
                + "\"description\":\"Two tickets\"}", new String(call.body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "100,100", "1000000,1000000", "99999999999999,99999999999999"})
    void writesEveryAmountAsWholeKobo(long kobo, String written) {
        provider(Map.of()).createLink(FlashpayFixture.terms("pay_abc", kobo), ADDRESS);
        JsonValue body = Json.readObject(calls.get(0).body()).orElseThrow();
        assertTrue(body.path("amount").isIntegralNumber());
        assertEquals(written, body.path("amount").asText());
    }

    @Test
    void aTokenIsTrimmedAndOneThatCannotBeSentIsNotRepeated() {
        answering = call -> json(201, intent(Map.of()));
        Map<String, String> here = Map.of("base-url", "http://127.0.0.1:" + server.port() + "/");
        FlashpayFixture.provider(here, "{\"token\":\"live-token\\n\"}", Optional.empty()).createLink(FlashpayFixture.terms("pay_abc", 100), ADDRESS);
        assertEquals(Optional.of("Bearer live-token"), calls.get(0).header("authorization"));
        ProviderNotConfigured refused = assertThrows(ProviderNotConfigured.class, () -> FlashpayFixture
                .provider(here, "{\"token\":\"live\\ntoken\"}", Optional.empty()).createLink(FlashpayFixture.terms("pay_abc", 100), ADDRESS));
        assertTrue(refused.getMessage().contains("'token'") && !refused.getMessage().contains("live"), refused.getMessage());
    }

    @Test
    void looksUpOnlyIfThePathIsConfigured() {
        create(Map.of("create-path", "/api/v1/payment/payments"));
        assertEquals("/api/v1/payment/payments", calls.get(0).path());
    }

    @Test
    void answersTheAccountToTransferTo() {
        answering = call -> json(201, intent(Map.of()));
        Created created = assertInstanceOf(Created.class, create(Map.of()));
        assertEquals(Optional.of("intent-1"), created.providerReference());
        assertEquals(Optional.empty(), created.link());
        assertEquals(new BankAccount("b-1", "1234567890", "SHOP LTD"), created.bankAccount().orElseThrow());
    }

    @Test
    void namesTheBankAndLoadsTheBankListOnce() {
        answering = call -> call.path().equals("/banks") ? LocalResponse.of(200, "application/json", bytes(BANKS)) : json(201, intent(Map.of()));
        FlashpayProvider flashpay = provider(Map.of("banks-path", "/banks"));
        for (int i = 0; i < 3; i++) {
            Created created = assertInstanceOf(Created.class, flashpay.createLink(terms, ADDRESS));
            assertEquals("First Bank of Tests", created.bankAccount().orElseThrow().bank());
        }
        assertEquals(1, calls.stream().filter(call -> call.path().equals("/banks")).count());
    }

    @Test
    void createsWithoutTheBankNameIfTheBankListIsUnavailable() {
        answering = call -> call.path().equals("/banks") ? LocalResponse.empty(500) : json(201, intent(Map.of()));
        FlashpayProvider flashpay = provider(Map.of("banks-path", "/banks"));
        for (int i = 0; i < 3; i++) {
            Created created = assertInstanceOf(Created.class, flashpay.createLink(terms, ADDRESS));
            assertEquals("b-1", created.bankAccount().orElseThrow().bank());
        }
        assertEquals(1, calls.stream().filter(call -> call.path().equals("/banks")).count());
    }

    @Test
    void repeatsAnIntentWithTheSameBytesAndTheSameIdempotencyKey() {
        FlashpayProvider flashpay = provider(Map.of());
        flashpay.createLink(terms, ADDRESS);
        flashpay.createLink(terms, ADDRESS);
        flashpay.createLink(FlashpayFixture.terms("pay_other", 1), ADDRESS);
        assertEquals(new String(calls.get(0).body(), StandardCharsets.UTF_8), new String(calls.get(1).body(), StandardCharsets.UTF_8));
        String key = calls.get(0).header("idempotency-key").orElseThrow();
        assertTrue(key.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), key);
        assertEquals(key, calls.get(1).header("idempotency-key").orElseThrow());
        assertTrue(!key.equals(calls.get(2).header("idempotency-key").orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 302})
    void doesNotKnowWhatBecameOfTheIntent(int status) {
        answering = call -> LocalResponse.empty(status);
        assertInstanceOf(Unknown.class, create(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"id\":\"i\",\"reference\":\"pay_abc\",\"amount\":9980000,\"currency\":\"NGN\"}",
        "{\"destinationAccount\":\"1\",\"reference\":\"pay_abc\",\"amount\":9980000,\"currency\":\"NGN\"}",
        "{\"id\":\"i\",\"destinationAccount\":\"1\",\"reference\":\"pay_abc\",\"amount\":9980000.5,\"currency\":\"NGN\"}",
        "{\"id\":\"i\",\"destinationAccount\":\"1\",\"reference\":\"pay_foreign\",\"amount\":9980000,\"currency\":\"NGN\"}",
        "{\"id\":\"i\",\"destinationAccount\":\"1\",\"amount\":9980000,\"currency\":\"NGN\"}"})
    void doesNotTakeAnAnswerThatCannotBeUsedForAnAccount(String body) {
        answering = call -> LocalResponse.of(201, "application/json", bytes(body));
        assertInstanceOf(Unknown.class, create(Map.of()));
    }

    @Test
    void doesNotKnowWhenTheConnectionBreaksOrTimePasses() {
        answering = call -> LocalResponse.dropped();
        assertInstanceOf(Unknown.class, create(Map.of()));
        answering = call -> {
            pause();
            return json(201, intent(Map.of()));
        };
        assertInstanceOf(Unknown.class, create(Map.of("timeout", "100ms")));
    }

    @Test
    void showsNoAccountThatExpectsAnotherAmount() {
        answering = call -> json(201, intent(Map.of("amount", 99800)));
        Failure failure = assertInstanceOf(Refused.class, create(Map.of())).failure();
        assertEquals(new Failure("invalid-amount", "Flashpay expects 998.00 NGN instead of 99800.00 NGN."), failure);
        answering = call -> json(201, intent(Map.of("currency", "USD")));
        assertInstanceOf(Refused.class, create(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "400|{\"message\":\"amount is too low\"}|amount is too low",
        "422|{\"message\":[\"reference exists\",\"more\"]}|reference exists",
        "403|{\"error\":{\"message\":\"no\"}}|no",
        "404|{\"title\":\"Bad\",\"detail\":\"wrong\"}|wrong",
        "409|{\"error\":\"Conflict\"}|Conflict",
        "400|{\"errors\":[{\"message\":\"first\"}]}|first",
        "400|{\"errors\":[\"first\"]}|first",
        "400|<html>|answered with HTTP status 400",
        "400|{}|answered with HTTP status 400"})
    void reportsARejectionByFlashpay(int status, String body, String message) {
        answering = call -> LocalResponse.of(status, "application/json", bytes(body));
        assertEquals(new Failure("declined", message), assertInstanceOf(Refused.class, create(Map.of())).failure());
    }

    @Test
    void truncatesFlashpaysMessages() {
        answering = call -> json(400, Json.object().put("message", "x".repeat(1000)));
        assertTrue(assertInstanceOf(Refused.class, create(Map.of())).failure().message().length() <= 300);
    }

    @Test
    void passesNoPersonalDataOn() {
        answering = call -> json(400, Json.object().put("message", "Account 0123456789 of ada@example.com is closed"));
        assertEquals("Account *** of *** is closed", assertInstanceOf(Refused.class, create(Map.of())).failure().message());
    }

    @Test
    void failsNoPaymentOfATokenThatIsRefused() {
        answering = call -> LocalResponse.empty(401);
        assertNamesSetting("'token'", () -> create(Map.of()));
    }

    @Test
    void namesTheSettingThatIsMissing() {
        assertNamesSetting("paylinks.flashpay.base-url", () -> FlashpayFixture.provider(Map.of()).createLink(terms, ADDRESS));
        assertNamesSetting("paylinks.flashpay.base-url", () -> create(Map.of("base-url", "")));
        assertNamesSetting("paylinks.flashpay.base-url", () -> create(Map.of("base-url", "api.example.com")));
        assertNamesSetting("paylinks.flashpay.banks-path", () -> provider(Map.of()).banks());
        assertNamesSetting("'token'", () -> FlashpayFixture.provider(Map.of("base-url", base()),
                "{\"webhookSecret\":\"s\",\"token\":\"\"}", Optional.empty()).createLink(terms, ADDRESS));
        assertEquals(0, calls.size());
    }

    @Test
    void looksUpByIdAndElseByAccount() {
        answering = call -> json(200, intent(Map.of("status", "SUCCESS")));
        Payment payment = payment(true);
        Known known = assertInstanceOf(Known.class, lookUp(payment));
        assertEquals(PaymentStatus.COMPLETED, known.status());
        assertEquals(Optional.of(new Money(9_980_000, "NGN")), known.paid());
        assertEquals(Optional.of("intent-1"), known.providerReference());
        assertInstanceOf(Known.class, lookUp(payment(false)));
        assertInstanceOf(Known.class, provider(Map.of()).lookUp(payment(false), Optional.of("a/b c")));
        assertEquals(List.of("/api/v1/payment/intent-1", "/api/v1/payment/recent/1234567890", "/api/v1/payment/a%2Fb%20c"),
                calls.stream().map(LocalRequest::rawPath).toList());
    }

    @Test
    void cannotLookUpWhatItKnowsNothingOf() {
        assertInstanceOf(NotPossible.class, lookUp(Payment.creating(terms)));
        assertEquals(0, calls.size());
    }

    @Test
    void findsThePaymentAmongTheRecentOnesOfItsAccount() {
        JsonObject foreign = intent(Map.of("reference", "pay_foreign", "status", "SUCCESS"));
        answering = call -> LocalResponse.json(200, List.of(foreign, intent(Map.of("status", "OPEN")),
                intent(Map.of("id", "intent-2", "status", "SUCCESS")), intent(Map.of("status", "EXPIRED"))));
        Known known = assertInstanceOf(Known.class, lookUp(payment(false)));
        assertEquals(PaymentStatus.COMPLETED, known.status());
        assertEquals(Optional.of("intent-2"), known.providerReference());
        answering = call -> LocalResponse.json(200, List.of(foreign));
        assertInstanceOf(NotFound.class, lookUp(payment(false)));
        answering = call -> LocalResponse.json(200, List.of());
        assertInstanceOf(NotFound.class, lookUp(payment(false)));
    }

    @Test
    void neverTakesAnotherPaymentForThisOne() {
        answering = call -> json(200, intent(Map.of("reference", "pay_foreign", "status", "SUCCESS")));
        assertInstanceOf(NotFound.class, lookUp(payment(true)));
        answering = call -> LocalResponse.empty(404);
        assertInstanceOf(NotFound.class, lookUp(payment(true)));
    }

    @Test
    void reportsThePaidAmountAsFlashpayReturnsIt() {
        answering = call -> json(200, intent(Map.of("status", "SUCCESS", "amount", 1, "currency", "USD")));
        assertEquals(Optional.of(new Money(1, "USD")), assertInstanceOf(Known.class, lookUp(payment(true))).paid());
    }

    @ParameterizedTest
    @CsvSource({"OPEN,PENDING", "in_progress,PENDING", "FAILED,FAILED", "EXPIRED,EXPIRED", "REVERSED,REFUNDED"})
    void knowsEveryStatusOfTheApi(String flashpayStatus, PaymentStatus status) {
        answering = call -> json(200, intent(Map.of("status", flashpayStatus)));
        Known known = assertInstanceOf(Known.class, lookUp(payment(true)));
        assertEquals(status, known.status());
        assertEquals(status == PaymentStatus.FAILED, known.failure().isPresent());
    }

    @Test
    void decidesNothingByAnAnswerThatCannotBeRead() {
        answering = call -> json(200, intent(Map.of("status", "DONE")));
        assertInstanceOf(Unreadable.class, lookUp(payment(true)));
        answering = call -> json(200, intent(Map.of("status", "SUCCESS", "amount", "a lot")));
        Known withoutAmount = assertInstanceOf(Known.class, lookUp(payment(true)));
        assertTrue(withoutAmount.toStatusEvent(payment(true), StatusEvent.Cause.STATUS_CHECK, FlashpayFixture.NOW).lacksAmount());
        answering = call -> LocalResponse.of(200, "text/html", bytes("<html>"));
        assertInstanceOf(Unreadable.class, lookUp(payment(true)));
        answering = call -> LocalResponse.empty(401);
        assertInstanceOf(Unavailable.class, lookUp(payment(true)));
        answering = call -> LocalResponse.dropped();
        assertInstanceOf(Unavailable.class, lookUp(payment(true)));
        assertInstanceOf(Unavailable.class, FlashpayFixture.provider(Map.of()).lookUp(payment(true), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {BANKS, "{\"data\":" + BANKS + "}", "{\"banks\":" + BANKS + "}"})
    void listsTheBanks(String body) {
        answering = call -> LocalResponse.of(200, "application/json", bytes(body));
        assertEquals(List.of(new Bank("b-1", "First Bank of Tests", ""), new Bank("b-2", "Second", "NG")),
                provider(Map.of("banks-path", "banks")).banks());
        assertEquals("/banks", calls.get(0).path());
    }

    @Test
    void reportsAMissingBankList() {
        for (LocalResponse reply : List.of(LocalResponse.empty(500), LocalResponse.of(200, "application/json", bytes("{}")), LocalResponse.dropped())) {
            answering = call -> reply;
            assertThrows(ProviderUnreachable.class, () -> provider(Map.of("banks-path", "/banks")).banks());
        }
    }

    private Outcome create(Map<String, String> settings) {
        return provider(settings).createLink(terms, ADDRESS);
    }

    private ProviderStatus lookUp(Payment payment) {
        return provider(Map.of()).lookUp(payment, Optional.empty());
    }

    private Payment payment(boolean referenceKnown) {
        return FlashpayFixture.pending(terms, new Created(Optional.empty(), Optional.empty(),
                Optional.of(new BankAccount("b-1", "1234567890", "SHOP LTD")), Optional.of("intent-1")),
                referenceKnown);
    }

    private FlashpayProvider provider(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("base-url", base()));
        all.putAll(settings);
        return FlashpayFixture.provider(all);
    }

    private String base() {
        return "http://localhost:" + server.port();
    }

    /** The documented answer to a creation, with other values for some fields. */
    private static JsonObject intent(Map<String, Object> other) {
        JsonObject intent = Json.object().put("id", "intent-1").put("amount", 9_980_000).put("ownerId", "bus_1").put("currency", "NGN")
                .put("reference", "pay_abc").put("originBankId", Json.nullValue()).put("destinationBankId", "b-1").put("destinationAccount", "1234567890")
                .put("destinationAccountName", "SHOP LTD").put("status", "OPEN").put("callbackUrl", "https://pay.flashpayweb.com")
                .put("updatedAt", Json.nullValue());
        other.forEach((name, value) -> {
            if (value instanceof Integer number) {
                intent.put(name, number);
            } else {
                intent.put(name, value.toString());
            }
        });
        return intent;
    }

    private static LocalResponse json(int status, JsonValue body) {
        return LocalResponse.json(status, body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertNamesSetting(String setting, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(ProviderNotConfigured.class, call).getMessage();
        assertTrue(message.contains(setting), message);
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
