package africa.paylinks.paystack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.paystack.PaystackSandbox;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.LinkCreator.Created;
import africa.paylinks.provider.LinkCreator.Refused;
import africa.paylinks.provider.LinkCreator.Unknown;
import africa.paylinks.provider.PaymentResolver;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.RefundDiscovery;
import africa.paylinks.provider.RefundDiscovery.ProviderRefund;
import africa.paylinks.provider.RefundLookup.RefundCompleted;
import africa.paylinks.provider.RefundLookup.RefundFailed;
import africa.paylinks.provider.RefundLookup.RefundInProgress;
import africa.paylinks.provider.RefundLookup.RefundNotFound;
import africa.paylinks.provider.RefundLookup.RefundUnknown;
import africa.paylinks.provider.Refunder;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.StatusLookup.Known;
import africa.paylinks.provider.StatusLookup.NotFound;
import africa.paylinks.provider.WebhookCall;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The provider against the sandbox, over HTTP. */
class PaystackSandboxTest {

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final List<WebhookCall> received = new CopyOnWriteArrayList<>();
    private final HttpClient browser = HttpClient.newHttpClient();
    private LocalServer sandbox;
    private LocalServer product;
    private PaystackProvider provider;

    @BeforeEach
    void open() {
        product = LocalServer.open(kept, "product", 0);
        product.answerWith(call -> {
            received.add(new WebhookCall(call.headers().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().get(0))), Map.of(), call.body()));
            return LocalResponse.empty(200);
        });
        sandbox = LocalServer.open(kept, "sandbox", 0);
        Orders orders = new Orders(kept, "paystack");
        Webhooks webhooks = new Webhooks(kept, URI.create("http://localhost:" + product.port()), orders, Clock.systemUTC());
        sandbox.answerWith(new Sandbox(List.of(new PaystackSandbox(url("/paystack"), () -> "a-key", orders, webhooks, Clock.systemUTC())), List.of()));
        provider = PaystackSamples.provider(url("/paystack"), "a-key");
    }

    @AfterEach
    void close() {
        sandbox.close();
        product.close();
    }

    @Test
    void aPaymentIsCreatedPaidNotifiedAndConfirmed() throws Exception {
        Payment payment = created(PaystackSamples.terms());
        assertEquals(PaymentStatus.PENDING, known(payment).status());
        control(PaystackSamples.ID, "{\"outcome\":\"paid\"}");
        WebhookCall call = received.get(0);
        assertTrue(provider.isAuthentic(call));
        assertFalse(PaystackSamples.provider(url("/paystack"), "another-key").isAuthentic(call));
        assertEquals(PaystackSamples.ID, provider.read(call).reference());
        assertEquals(Optional.of(payment.terms().amount()), provider.read(call).paid());
        assertEquals(PaymentStatus.COMPLETED, known(payment).status());
        assertEquals(Optional.of(payment.terms().amount()), known(payment).paid());
    }

    @Test
    void theRequestIsInSubunitsAndKeepsOurMetadataAboveTheMerchants() throws Exception {
        created(PaystackSamples.terms("5000", "XOF", PaymentMethod.MOMO, PaystackSamples.ada()));
        JsonValue body = Json.readObject(Base64.getDecoder().decode(
                read("/_control/paystack").path("lastCreate").path("body").asText())).orElseThrow();
        assertEquals(500_000, body.path("amount").longValue());
        assertEquals("mobile_money", body.path("channels").path(0).asText());
        assertEquals(PaystackSamples.REFERENCE, body.path("reference").asText());
        assertEquals("7", body.path("metadata").path("cart").asText());
        assertEquals("https://pay.shop.example/pay/" + PaystackSamples.ID, body.path("metadata").path("cancel_action").asText());
        assertEquals("ord-1", body.path("metadata").path("custom_fields").path(0).path("value").asText());
        control(PaystackSamples.ID, "{\"outcome\":\"paid\"}");
        assertEquals(Optional.of(new Money(5000, "XOF")), provider.read(received.get(0)).paid());
    }

    @Test
    void aCreationWhoseAnswerWasLostGetsAnotherReferenceUnlessItIsPaid() throws Exception {
        control("", "{\"create\":\"timeout\",\"delayMillis\":1}");
        assertInstanceOf(Unknown.class, provider.createLink(PaystackSamples.terms(), PaystackSamples.ADDRESS));
        Payment payment = created(PaystackSamples.terms());
        assertEquals(Optional.of(PaystackSamples.REFERENCE + ".2"), payment.providerReference());
        control(PaystackSamples.ID, "{\"outcome\":\"paid\"}");
        assertEquals(PaystackSamples.ID, provider.read(received.get(0)).reference());
        assertEquals(payment.providerReference(), known(payment).providerReference());
        Created again = assertInstanceOf(Created.class, provider.createLink(PaystackSamples.terms(), PaystackSamples.ADDRESS));
        assertEquals(Optional.empty(), again.link());
        assertEquals(payment.providerReference(), again.providerReference());
    }

    @Test
    void aRefusalIsFinalAndAServerErrorIsNot() throws Exception {
        control("", "{\"create\":\"reject\"}");
        assertEquals(new Failure("refused", "No active channel"),
                assertInstanceOf(Refused.class, provider.createLink(PaystackSamples.terms(), PaystackSamples.ADDRESS)).failure());
        control("", "{\"create\":\"error\"}");
        assertInstanceOf(Unknown.class, provider.createLink(PaystackSamples.terms(), PaystackSamples.ADDRESS));
        assertThrows(ProviderNotConfigured.class, () -> PaystackSamples.provider(url("/paystack"), "another-key")
                .createLink(PaystackSamples.terms(), PaystackSamples.ADDRESS));
    }

    @Test
    void withoutAnEmailNoRequestIsSent() throws Exception {
        PaymentTerms nobodys = PaystackSamples.terms("150.00", "NGN", PaymentMethod.CARD, Customer.UNKNOWN);
        assertTrue(provider.objection(PaystackSamples.terms()).isEmpty());
        assertEquals("/customer/email", provider.objection(nobodys).orElseThrow().pointer());
        assertInstanceOf(Refused.class, provider.createLink(nobodys, PaystackSamples.ADDRESS));
        assertEquals(0, read("/_control/paystack").path("calls").path("create").intValue());
    }

    @Test
    void theCustomerPaysOnThePageAfterADeclinedCardAndReturns() throws Exception {
        Created made = assertInstanceOf(Created.class, provider.createLink(PaystackSamples.terms(), PaystackSamples.ADDRESS));
        submit(made.link().orElseThrow(), "action=card&number=4084+0800+0000+5408");
        Payment payment = PaystackSamples.payment(PaystackSamples.terms(), PaymentStatus.PENDING, made.providerReference());
        assertEquals(PaymentStatus.FAILED, known(payment).status());
        assertEquals(Optional.of("declined"), known(payment).failure().map(Failure::code));
        assertEquals(List.of(), received);
        // With the status, the page of a payment whose webhook is late waits for it instead of offering to pay again.
        assertEquals("https://pay.shop.example/pay/" + PaystackSamples.ID + "?status=returned&trxref=" + PaystackSamples.REFERENCE + "&reference="
                + PaystackSamples.REFERENCE, submit(made.link().orElseThrow(), "action=card&number=4084+0840+8408+4081"));
        assertEquals(PaymentStatus.COMPLETED, known(payment).status());
        assertEquals(1, received.size());
    }

    @Test
    void aReversedTransactionWasPaidAndItsRefundIsNotBookedTwice() throws Exception {
        Payment payment = created(PaystackSamples.terms());
        control(PaystackSamples.ID, "{\"outcome\":\"paid\",\"webhook\":\"none\"}");
        control(PaystackSamples.ID, "{\"outcome\":\"refunded\"}");
        assertEquals(PaymentStatus.REFUNDED, known(payment).status());
        assertEquals(Optional.of(payment.terms().amount()), known(payment).paid());
        assertEquals(PaymentStatus.COMPLETED,
                known(PaystackSamples.payment(payment.terms(), PaymentStatus.PARTIALLY_REFUNDED, payment.providerReference())).status());
    }

    @Test
    void anUnknownReferenceIsNotFound() {
        assertInstanceOf(NotFound.class, provider.lookUp(PaystackSamples.payment(PaystackSamples.terms(), PaymentStatus.PENDING, Optional.empty()),
                Optional.empty()));
    }

    @Test
    void aRefundIsQueuedAndItsOutcomeLearned() throws Exception {
        Payment payment = paid();
        control("", "{\"refunds\":\"pending\",\"times\":3}");
        Refund first = refunded(payment, "ref_1", 5000);
        assertInstanceOf(RefundInProgress.class, provider.lookUpRefund(payment, first));
        control(PaystackSamples.ID, "{\"refund\":\"needs-attention\"}");
        assertInstanceOf(RefundUnknown.class, provider.lookUpRefund(payment, first));
        assertEquals("ref_1", provider.refund(received.get(received.size() - 1)).orElseThrow().refundId());
        Refund second = refunded(payment, "ref_2", 4000);
        control(PaystackSamples.ID, "{\"refund\":\"processed\"}");
        assertInstanceOf(RefundCompleted.class, provider.lookUpRefund(payment, second));
        assertEquals(Optional.empty(), provider.refund(received.get(received.size() - 1)));
        assertEquals(Optional.of(PaystackSamples.REFERENCE), provider.refundedTransaction(received.get(received.size() - 1)));
        assertEquals(new PaymentResolver.Belongs(PaystackSamples.ID), provider.paymentOf(PaystackSamples.REFERENCE));
        Refund third = refunded(payment, "ref_3", 1000);
        control(PaystackSamples.ID, "{\"refund\":\"failed\"}");
        assertInstanceOf(RefundFailed.class, provider.lookUpRefund(payment, third));
        assertEquals(Set.of("ref_1", "ref_2"), provider.listRefunds(payment).orElseThrow().stream().map(listed -> listed.refundId())
                .collect(Collectors.toSet()));
        assertInstanceOf(Refunder.Declined.class, provider.refund(payment, "ref_4", new Money(15001, "NGN"), Optional.empty()));
    }

    @Test
    void aRefundWhoseAnswerWasLostIsFoundByItsNote() throws Exception {
        Payment payment = paid();
        control("", "{\"refunds\":\"timeout\"}");
        assertInstanceOf(Refunder.Unanswered.class, provider.refund(payment, "ref_1", new Money(5000, "NGN"), Optional.of("Returned")));
        assertFalse(provider.lookUpRefund(payment, refund("ref_1", 5000, Optional.empty())) instanceof RefundNotFound);
        assertInstanceOf(RefundNotFound.class, provider.lookUpRefund(payment, refund("ref_2", 4000, Optional.empty())));
        control("", "{\"refunds\":\"lost\"}");
        assertInstanceOf(Refunder.Unanswered.class, provider.refund(payment, "ref_3", new Money(3000, "NGN"), Optional.empty()));
        assertInstanceOf(RefundNotFound.class, provider.lookUpRefund(payment, refund("ref_3", 3000, Optional.empty())));
        control("", "{\"refunds\":\"reject\"}");
        assertInstanceOf(Refunder.Declined.class, provider.refund(payment, "ref_4", new Money(1000, "NGN"), Optional.empty()));
    }

    @Test
    void refundsOnTheDashboardAreListedBesideOurs() throws Exception {
        Payment payment = paid();
        Refund ours = refunded(payment, "ref_1", 5000);
        control(PaystackSamples.ID, "{\"refund\":\"processed\",\"webhook\":\"none\"}");
        control(PaystackSamples.ID, "{\"refund\":\"dashboard\",\"amount\":\"40.00\",\"status\":\"pending\",\"webhook\":\"none\"}");
        control(PaystackSamples.ID, "{\"refund\":\"failed\",\"webhook\":\"none\"}");
        control(PaystackSamples.ID, "{\"refund\":\"dashboard\",\"amount\":\"30.00\",\"status\":\"pending\",\"webhook\":\"none\"}");
        control(PaystackSamples.ID, "{\"refund\":\"dashboard\",\"amount\":\"20.00\",\"webhook\":\"none\"}");
        List<ProviderRefund> listed = assertInstanceOf(RefundDiscovery.Listed.class, provider.listAllRefunds(payment)).refunds();
        assertEquals(List.of("20.00 true ", "30.00 false ", "50.00 true ref_1"), listed.stream()
                .map(entry -> entry.amount().majorText() + " " + entry.settled() + " " + entry.refundId().orElse("")).toList());
        assertEquals(ours.providerReference(), Optional.of(listed.get(2).providerReference()));
        assertTrue(listed.get(0).createdAt().isPresent());
    }

    @Test
    void refundsOfAnotherTransactionAreNotListed() throws Exception {
        Payment payment = paid();
        JsonValue order = read("/_control/paystack/" + PaystackSamples.ID);
        PaystackTransaction transaction = PaystackTransaction.read(order);
        assertTrue(PaystackRefunds.isOf(Json.object().put("transaction", order.path("id").longValue()), transaction));
        assertFalse(PaystackRefunds.isOf(Json.object().put("transaction", 1).put("transaction_reference", PaystackSamples.REFERENCE), transaction));
        assertTrue(PaystackRefunds.isOf(Json.object().put("transaction_reference", PaystackSamples.REFERENCE), transaction));
        assertFalse(PaystackRefunds.isOf(Json.object(), transaction));
        Payment unknown = PaystackSamples.payment(payment.terms(), PaymentStatus.COMPLETED, Optional.of(PaystackSamples.REFERENCE + ".3"));
        assertInstanceOf(NotFound.class, assertInstanceOf(RefundDiscovery.NotListed.class, provider.listAllRefunds(unknown)).status());
    }

    @Test
    void refundsAreNotListedByAProviderThatIsAway() throws Exception {
        Payment payment = paid();
        sandbox.close();
        assertInstanceOf(StatusLookup.Unavailable.class,
                assertInstanceOf(RefundDiscovery.NotListed.class, provider.listAllRefunds(payment)).status());
    }

    @Test
    void theBalanceIsInMajorUnitsOfTheCurrency() {
        assertEquals(List.of(new Money(1_000_000, "NGN")), provider.balances());
        assertEquals(Set.of("NGN", "XOF"), provider.currencies());
    }

    private Payment paid() throws Exception {
        Payment payment = created(PaystackSamples.terms());
        control(PaystackSamples.ID, "{\"outcome\":\"paid\",\"webhook\":\"none\"}");
        return PaystackSamples.payment(payment.terms(), PaymentStatus.COMPLETED, payment.providerReference());
    }

    private Payment created(PaymentTerms terms) {
        Created made = assertInstanceOf(Created.class, provider.createLink(terms, PaystackSamples.ADDRESS));
        return PaystackSamples.payment(terms, PaymentStatus.PENDING, made.providerReference());
    }

    private Known known(Payment payment) {
        return assertInstanceOf(Known.class, provider.lookUp(payment, Optional.empty()));
    }

    private Refund refunded(Payment payment, String id, long minor) {
        Refunder.Accepted accepted = assertInstanceOf(Refunder.Accepted.class,
                provider.refund(payment, id, new Money(minor, "NGN"), Optional.of("Returned")));
        assertFalse(accepted.settled());
        return refund(id, minor, accepted.providerReference());
    }

    private static Refund refund(String id, long minor, Optional<String> providerReference) {
        Instant now = SamplePayments.NOW;
        return Refund.ordered(id, PaystackSamples.terms(), new Money(minor, "NGN"), Optional.empty(), now, now).requested(now)
                .open(providerReference, now, now);
    }

    private void control(String reference, String body) throws Exception {
        HttpResponse<String> answer = browser.send(HttpRequest.newBuilder(URI.create(url("/_control/paystack" + (reference.isEmpty() ? "" : "/" + reference))))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private JsonValue read(String path) throws Exception {
        return Json.readObject(browser.send(HttpRequest.newBuilder(URI.create(url(path))).build(), HttpResponse.BodyHandlers.ofString()).body()
                .getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private String submit(String link, String form) throws Exception {
        return browser.send(HttpRequest.newBuilder(URI.create(link)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build(), HttpResponse.BodyHandlers.ofString()).headers().firstValue("location").orElseThrow();
    }

    private String url(String path) {
        return "http://localhost:" + sandbox.port() + path;
    }
}
