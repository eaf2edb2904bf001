package africa.paylinks.flutterwave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.flutterwave.FlutterwaveConfig.Dialect;
import africa.paylinks.flutterwave.FlutterwaveSamples.Settings;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.Canceller;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.LinkCreator.Created;
import africa.paylinks.provider.LinkCreator.Refused;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.Refunder;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.StatusLookup.Known;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlutterwaveProviderTest {

    private static final String ID = FlutterwaveSamples.terms().id();
    private static final String CREATE = "POST /v3/payments";
    private static final String BY_REFERENCE = "GET /v3/transactions/verify_by_reference?tx_ref=" + ID;
    private static final String LINK = """
            {"status":"success","message":"Hosted Link","data":{"link":"https://checkout.flutterwave.com/v3/hosted/pay/abc"}}""";
    private static final String UNKNOWN = """
            {"status":"error","message":"No transaction was found for this id","data":null}""";

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private Settings settings;
    private FlutterwaveProvider provider;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            calls.add(call);
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (!"Bearer a-key".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                calls.add("without the key");
            }
            Answer answer = answers.getOrDefault(call, new Answer(400, UNKNOWN));
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        settings = Settings.at("http://localhost:" + server.getAddress().getPort() + "/v3");
        provider = FlutterwaveSamples.provider(settings, FlutterwaveSamples.secrets(FlutterwaveSamples.CURRENT));
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void givesTheHostedLink() {
        answers.put(CREATE, new Answer(200, LINK));
        Created created = assertInstanceOf(Created.class, create());
        assertEquals(Optional.of("https://checkout.flutterwave.com/v3/hosted/pay/abc"), created.link());
        assertEquals(List.of(CREATE), calls);
        assertTrue(bodies.get(0).contains("\"redirect_url\":\"https://pay.shop.example/pay/" + ID + "\""), bodies.get(0));
    }

    @Test
    void usesThePathOfTheOtherDialect() {
        answers.put("POST /v3/payment-links", new Answer(200, LINK));
        assertInstanceOf(Created.class, FlutterwaveSamples.provider(settings.with(Dialect.ARTICLE),
                FlutterwaveSamples.secrets(FlutterwaveSamples.CURRENT)).createLink(FlutterwaveSamples.terms(), FlutterwaveSamples.ADDRESS));
    }

    @Test
    void withoutAnEmailNoRequestIsSent() {
        PaymentTerms terms = FlutterwaveSamples.terms();
        PaymentTerms nobodys = new PaymentTerms(terms.id(), terms.merchant(), terms.orderId(), terms.provider(), terms.method(),
                terms.amount(), Customer.UNKNOWN, terms.description(), terms.redirectUrl(), terms.metadata(), terms.createdAt(),
                terms.expiresAt());
        assertTrue(provider.objection(terms).isEmpty());
        assertEquals("/customer/email", provider.objection(nobodys).orElseThrow().pointer());
        Refused refused = assertInstanceOf(Refused.class, provider.createLink(nobodys, FlutterwaveSamples.ADDRESS));
        assertEquals("email-required", refused.failure().code());
        assertTrue(refused.failure().message().contains("customer.email"));
        assertEquals(List.of(), calls);
    }

    @Test
    void aRefusalIsFinalAndItsReasonIsGivenWithoutPersonalData() {
        answers.put(CREATE, new Answer(400, """
                {"status":"error","message":"ada@example.com or +234 800 000 0000 is not allowed here","data":null}"""));
        assertEquals(new Failure("refused", "*** or *** is not allowed here"), assertInstanceOf(Refused.class, create()).failure());
    }

    @Test
    void anErrorIsOneUnderHttp200Too() {
        answers.put(CREATE, new Answer(200, "{\"status\":\"error\",\"message\":\"Currency not enabled\",\"data\":null}"));
        assertEquals("Currency not enabled", assertInstanceOf(Refused.class, create()).failure().message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"status\":\"success\",\"data\":null}", "{\"status\":\"success\",\"data\":{}}", "{\"status\":\"success\",\"data\":{\"link\":\"\"}}",
            "{\"status\":\"success\",\"data\":{\"link\":\"javascript:alert(1)\"}}", "{\"data\":{\"link\":\"https://a.example\"}}", "<html>", ""})
    void anAnswerWithoutALinkLeavesItUnknown(String body) {
        answers.put(CREATE, new Answer(200, body));
        assertInstanceOf(LinkCreator.Unknown.class, create());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void aBusyOrBrokenFlutterwaveLeavesItUnknown(int status) {
        answers.put(CREATE, new Answer(status, "{\"status\":\"error\",\"message\":\"An error occurred. Please contact support\",\"data\":null}"));
        assertInstanceOf(LinkCreator.Unknown.class, create());
    }

    @Test
    void noAnswerLeavesItUnknown() {
        server.stop(0);
        assertInstanceOf(LinkCreator.Unknown.class, create());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedKeyIsAConfigurationError(int status) {
        answers.put(CREATE, new Answer(status, "{\"status\":\"error\",\"message\":\"Invalid authorization key\",\"data\":null}"));
        assertTrue(assertThrows(ProviderNotConfigured.class, this::create).getMessage().contains("secretKey"));
    }

    @Test
    void aPathThatIsNotThereNamesTheDialect() {
        answers.put(CREATE, new Answer(404, "Cannot POST"));
        assertTrue(assertThrows(ProviderNotConfigured.class, this::create).getMessage().contains("paylinks.flutterwave.dialect"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"secretKey\":\"\"}", "{\"secretKey\":\"a\\nkey\"}", "{\"secretKey\":\"clé\"}"})
    void aMissingOrMalformedKeyIsReportedWithoutItsValue(String secret) {
        String message = assertThrows(ProviderNotConfigured.class, () -> FlutterwaveSamples.provider(settings, FlutterwaveSamples.secrets(secret))
                .createLink(FlutterwaveSamples.terms(), FlutterwaveSamples.ADDRESS)).getMessage();
        assertTrue(message.contains("'secretKey'"), message);
        assertFalse(message.contains("clé"), message);
        assertEquals(List.of(), calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transaction reference has been used before", "Duplicate tx_ref", "txRef already exists"})
    void aDuplicateReferenceNeverMakesASecondLink(String message) {
        answers.put(CREATE, new Answer(400, "{\"status\":\"error\",\"message\":\"" + message + "\",\"data\":null}"));
        assertInstanceOf(LinkCreator.Unknown.class, create());
        assertEquals(List.of(CREATE, BY_REFERENCE), calls);
    }

    @Test
    void aDuplicateReferenceThatIsPaidCountsAsCreated() {
        answers.put(CREATE, new Answer(400, "{\"status\":\"error\",\"message\":\"Transaction reference has been used before\"}"));
        answers.put(BY_REFERENCE, transaction(7, ID, "150", "NGN", "successful"));
        Created created = assertInstanceOf(Created.class, create());
        assertEquals(Optional.of("7"), created.providerReference());
        assertEquals(Optional.empty(), created.link());
    }

    @Test
    void aTransactionNamedByAWebhookIsLookedUpById() {
        answers.put("GET /v3/transactions/7/verify", transaction(7, ID, "150", "NGN", "successful"));
        Known known = assertInstanceOf(Known.class, provider.lookUp(FlutterwaveSamples.payment(), Optional.of("7")));
        assertEquals(PaymentStatus.COMPLETED, known.status());
        assertEquals(Optional.of(new Money(15000, "NGN")), known.paid());
        assertEquals(Optional.of("7"), known.providerReference());
        assertEquals(List.of("GET /v3/transactions/7/verify"), calls);
    }

    @Test
    void withoutAnIdTheReferenceIsLookedUp() {
        answers.put(BY_REFERENCE, transaction(7, ID, "150", "NGN", "successful"));
        assertEquals(PaymentStatus.COMPLETED, assertInstanceOf(Known.class, lookUp(Optional.empty())).status());
    }

    @Test
    void anIdOfAnotherPaymentDoesNotHideThisOne() {
        answers.put("GET /v3/transactions/8/verify", transaction(8, "pay_other", "150", "NGN", "successful"));
        answers.put(BY_REFERENCE, transaction(7, ID, "150", "NGN", "successful"));
        assertEquals(Optional.of("7"), assertInstanceOf(Known.class, lookUp(Optional.of("8"))).providerReference());
    }

    @Test
    void anotherPaymentsTransactionIsNeverThisOnes() {
        answers.put("GET /v3/transactions/8/verify", transaction(8, "pay_other", "150", "NGN", "successful"));
        answers.put(BY_REFERENCE, transaction(8, "pay_other", "150", "NGN", "successful"));
        assertInstanceOf(StatusLookup.NotFound.class, lookUp(Optional.of("8")));
    }

    @Test
    void aFailedAttemptDoesNotHideOneThatSucceeded() {
        answers.put("GET /v3/transactions/7/verify", transaction(7, ID, "150", "NGN", "failed"));
        answers.put(BY_REFERENCE, transaction(9, ID, "150", "NGN", "successful"));
        Known known = assertInstanceOf(Known.class, provider.lookUp(
                FlutterwaveSamples.payment(FlutterwaveSamples.terms(), "https://a.example", Optional.of("7")), Optional.empty()));
        assertEquals(PaymentStatus.COMPLETED, known.status());
        assertEquals(Optional.of("9"), known.providerReference());
    }

    @Test
    void aFailedAttemptIsReportedWithItsReason() {
        answers.put(BY_REFERENCE, transaction(7, ID, "150", "NGN", "failed"));
        Known known = assertInstanceOf(Known.class, lookUp(Optional.empty()));
        assertEquals(PaymentStatus.FAILED, known.status());
        assertEquals(Optional.of("insufficient-funds"), known.failure().map(Failure::code));
        assertEquals(Optional.empty(), known.paid());
        assertEquals(Optional.empty(), known.providerReference());
    }

    @ParameterizedTest
    @CsvSource({"149.99,NGN,14999", "150,USD,15000", "150.01,NGN,15001"})
    void reportsTheAmountPaid(String amount, String currency, long minor) {
        answers.put(BY_REFERENCE, transaction(7, ID, amount, currency, "successful"));
        assertEquals(Optional.of(new Money(minor, currency)), assertInstanceOf(Known.class, lookUp(Optional.empty())).paid());
    }

    @ParameterizedTest
    @CsvSource({"successful,2.1,210", "successful,2.105,211", "successful,150.01,", "successful,-1,", "successful,null,", "pending,2.1,"})
    void theFeeOfAPaidTransactionIsReported(String status, String fee, Long minor) {
        Answer answer = transaction(7, ID, "150", "NGN", status);
        answers.put(BY_REFERENCE, new Answer(200, answer.body().replace("\"charged_amount\"", "\"app_fee\":" + fee + ",\"charged_amount\"")));
        assertEquals(Optional.ofNullable(minor).map(kobo -> new Money(kobo, "NGN")),
                assertInstanceOf(Known.class, lookUp(Optional.empty())).providerFee());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"200 | {\"status\":\"error\",\"message\":\"No transaction was found for this id\",\"data\":null}",
            "400 | {\"status\":\"error\",\"message\":\"No transaction was found for this id\",\"data\":null}",
            "200 | {\"status\":\"success\",\"message\":\"\",\"data\":null}", "404 | {}"})
    void aTransactionThatIsNotThereIsNotFound(int status, String body) {
        answers.put(BY_REFERENCE, new Answer(status, body));
        assertInstanceOf(StatusLookup.NotFound.class, lookUp(Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"a,NGN", "0,NGN", "150,XXX"})
    void anAmountThatCannotBeReadCompletesNothing(String amount, String currency) {
        answers.put(BY_REFERENCE, new Answer(200, transaction(7, ID, "\"" + amount + "\"", currency, "successful").body));
        assertEquals(Optional.empty(), assertInstanceOf(Known.class, lookUp(Optional.empty())).paid());
    }

    @Test
    void aStatusThatCannotBeReadDecidesNothing() {
        answers.put(BY_REFERENCE, new Answer(200, transaction(7, ID, "150", "NGN", "reviewing").body));
        assertInstanceOf(StatusLookup.Unreadable.class, lookUp(Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 408, 429, 500, 503})
    void aResponseWithoutThePaymentMeansUnavailable(int status) {
        answers.put(BY_REFERENCE, new Answer(status, "{\"status\":\"error\",\"message\":\"x\",\"data\":null}"));
        assertInstanceOf(StatusLookup.Unavailable.class, lookUp(Optional.empty()));
    }

    @Test
    void anOuterErrorOutweighsAnInnerSuccess() {
        answers.put(BY_REFERENCE, new Answer(200,
                transaction(7, ID, "150", "NGN", "successful").body.replaceFirst("\"status\":\"success\"", "\"status\":\"error\"")));
        assertInstanceOf(StatusLookup.NotFound.class, lookUp(Optional.empty()));
    }

    @Test
    void refundsTheTransactionThatPaid() {
        answers.put("GET /v3/transactions/7/verify", transaction(7, ID, "150", "NGN", "failed"));
        answers.put(BY_REFERENCE, transaction(9, ID, "150", "NGN", "successful"));
        answers.put("POST /v3/transactions/9/refund", new Answer(200, "{\"status\":\"success\",\"data\":{\"id\":75923,\"status\":\"completed\"}}"));
        Payment payment = FlutterwaveSamples.payment(FlutterwaveSamples.terms(), "https://a.example", Optional.of("7"));
        assertEquals(new Refunder.Accepted(Optional.of("75923"), true),
                provider.refund(payment, "rf_1", new Money(5000, "NGN"), Optional.of("Returned")));
        assertEquals("{\"amount\":50.00,\"comments\":\"[" + payment.id() + "/rf_1] Returned\"}", bodies.get(bodies.size() - 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"200 | {\"status\":\"success\",\"data\":{\"id\":1,\"status\":\"pending\"}} | Accepted",
            "400 | {\"status\":\"error\",\"message\":\"Insufficient balance\"} | Declined", "200 | {\"status\":\"error\",\"message\":\"no\"} | Declined",
            "503 | {\"status\":\"error\",\"message\":\"x\"} | Unanswered", "429 | {} | NotRequested", "200 | {} | Undecided"})
    void aRefundEndsAsFlutterwaveSays(int status, String body, String outcome) {
        answers.put(BY_REFERENCE, transaction(9, ID, "150", "NGN", "successful"));
        answers.put("POST /v3/transactions/9/refund", new Answer(status, body));
        Refunder.RefundOutcome refunded = provider.refund(FlutterwaveSamples.payment(), "rf_1", new Money(5000, "NGN"), Optional.empty());
        assertEquals(outcome, refunded.getClass().getSimpleName());
        assertFalse(refunded instanceof Refunder.Accepted accepted && accepted.settled());
    }

    @ParameterizedTest
    @CsvSource({"500, RefundUnavailable", "503, RefundUnavailable", "429, RefundUnavailable", "408, RefundUnavailable",
            "400, RefundUnknown", "404, RefundUnknown", "200, RefundUnknown"})
    void onlyAnErrorOfTheWholeProviderIsNoAnswerAboutARefund(int status, String expected) {
        Refund refund = Refund.ordered("ref_1", FlutterwaveSamples.terms(), FlutterwaveSamples.terms().amount(), Optional.empty(),
                SamplePayments.NOW, SamplePayments.NOW);
        Payment payment = FlutterwaveSamples.payment(FlutterwaveSamples.terms(), "https://a.example", Optional.of("7"));
        answers.put("GET /v3/transactions/7/refund", new Answer(status, "{}"));
        assertEquals(expected, provider.lookUpRefund(payment, refund).getClass().getSimpleName());
        answers.put(BY_REFERENCE, new Answer(status, "{}"));
        assertEquals(expected, provider.lookUpRefund(FlutterwaveSamples.payment(), refund).getClass().getSimpleName());
    }

    @Test
    void anUnpaidPaymentIsNotRefunded() {
        answers.put(BY_REFERENCE, transaction(9, ID, "150", "NGN", "pending"));
        assertInstanceOf(Refunder.Declined.class, provider.refund(FlutterwaveSamples.payment(), "rf_1", new Money(1, "NGN"), Optional.empty()));
        assertEquals(List.of(BY_REFERENCE), calls);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"200 | {\"status\":\"success\",\"message\":\"LINK DISABLED\",\"data\":true} | Closed",
            "400 | {\"status\":\"error\",\"message\":\"This payment link is currently inactive\",\"data\":null} | Closed",
            "400 | {\"status\":\"error\",\"message\":\"Invalid payment link\",\"data\":null} | NotClosed", "503 | {} | Undecided", "200 | {} | Undecided"})
    void aLinkIsClosedAsFlutterwaveSays(int status, String body, String outcome) {
        answers.put("POST /v3/payments/link/disable", new Answer(status, body));
        assertEquals(outcome, provider.cancel(FlutterwaveSamples.payment()).getClass().getSimpleName());
        assertEquals("{\"link\":\"https://checkout.flutterwave.com/v3/hosted/pay/flwlnk-1\"}", bodies.get(0));
    }

    @Test
    void ourOwnPageIsNoLinkThatFlutterwaveCouldClose() {
        assertInstanceOf(Canceller.Undecided.class, provider.cancel(FlutterwaveSamples.payment(FlutterwaveSamples.terms(),
                FlutterwaveSamples.ADDRESS.checkoutPage(ID), Optional.empty())));
        assertEquals(List.of(), calls);
    }

    @Test
    void anAnswerThatTakesTooLongLeavesItUnknown() {
        FlutterwaveProvider impatient = FlutterwaveSamples.provider(settings.with(Duration.ofNanos(1_000_000)),
                FlutterwaveSamples.secrets(FlutterwaveSamples.CURRENT));
        server.removeContext("/");
        server.createContext("/", exchange -> {
            try {
                Thread.sleep(300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        assertInstanceOf(LinkCreator.Unknown.class, impatient.createLink(FlutterwaveSamples.terms(), FlutterwaveSamples.ADDRESS));
    }

    private LinkCreator.Outcome create() {
        return provider.createLink(FlutterwaveSamples.terms(), FlutterwaveSamples.ADDRESS);
    }

    private StatusLookup.ProviderStatus lookUp(Optional<String> transactionId) {
        return provider.lookUp(FlutterwaveSamples.payment(), transactionId);
    }

    private static Answer transaction(long id, String reference, String amount, String currency, String status) {
        return new Answer(200, """
                {"status":"success","message":"Transaction fetched successfully","data":{"id":%d,"tx_ref":"%s","flw_ref":"FLW-1","amount":%s,\
                "currency":"%s","charged_amount":1000000,"processor_response":"Insufficient Funds","status":"%s","payment_type":"card"}}"""
                .formatted(id, reference, amount, currency, status));
    }

    private record Answer(int status, String body) {
    }
}
