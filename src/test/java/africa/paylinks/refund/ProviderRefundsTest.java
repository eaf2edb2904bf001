package africa.paylinks.refund;

import static africa.paylinks.refund.RefundFixture.json;
import static africa.paylinks.refund.RefundFixture.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.RefundJson;
import africa.paylinks.metrics.Metric;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundSource;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.webhook.InboxState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Refunds that somebody makes on the provider's dashboard are booked once, whoever tells of them first. */
@Tag("slow")
class ProviderRefundsTest {

    private static final AtomicInteger SANDBOXES = new AtomicInteger();

    private final RefundFixture fixture = new RefundFixture();
    private final String id = paid();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theWebhookOfADashboardRefundBooksIt() {
        dashboard("30.00", "normal");
        assertBooked(3000, PaymentStatus.PARTIALLY_REFUNDED, 1);
        Refund refund = fixture.refunds.refunds(id).get(0);
        assertEquals(RefundSource.PROVIDER, refund.source());
        assertTrue(refund.id().matches("ref_[a-z2-7]{26}"), refund.id());
        assertEquals("provider", RefundJson.of(refund).path("source").asText());
        assertEquals(List.of("PENDING webhook", "PARTIALLY_REFUNDED webhook"), fixture.payments.history(id).stream()
                .filter(entry -> entry.detail().getOrDefault("refundSource", "").equals("provider"))
                .map(entry -> entry.from() == entry.to() ? entry.detail().get("refundStatus") + " " + entry.cause() : entry.to() + " " + entry.cause()).toList());
        assertEquals("PROVIDER", RefundFixture.outboxItems(id).get(0).get("refundSource").s());
    }

    @Test
    void aStatusCallBooksADashboardRefundWithoutAWebhook() {
        dashboard("30.00", "none");
        assertEquals(List.of(), fixture.refunds.refunds(id));
        check();
        assertBooked(3000, PaymentStatus.PARTIALLY_REFUNDED, 1);
    }

    @Test
    void webhooksAndStatusCallsBookItOnceInEitherOrder() {
        dashboard("30.00", "duplicate");
        check();
        dashboard("20.00", "none");
        check();
        check();
        resend("20.00");
        assertBooked(5000, PaymentStatus.PARTIALLY_REFUNDED, 2);
    }

    @Test
    void aFullDashboardRefundMakesThePaymentRefunded() {
        fixture.flutterwave.control("/" + id, Json.object().put("outcome", "refunded").put("webhook", "normal"));
        assertBooked(10000, PaymentStatus.REFUNDED, 1);
    }

    @Test
    void aPartialDashboardRefundAndOneOfOursAddUp() {
        assertEquals("api", json(fixture.refunding().refund(post(id, "{\"amount\":\"40.00\"}"))).path("source").asText());
        dashboard("60.00", "normal");
        check();
        assertBooked(10000, PaymentStatus.REFUNDED, 2);
        assertEquals(EnumSet.allOf(RefundSource.class), fixture.refunds.refunds(id).stream().map(Refund::source).collect(Collectors.toSet()));
    }

    @Test
    void aDashboardRefundThatIsPendingIsReservedAndFollowedToItsEnd() {
        control(Json.object().put("refund", "dashboard").put("amount", "30.00").put("status", "pending"));
        assertEquals(RefundStatus.PENDING, fixture.refunds.refunds(id).get(0).status());
        assertEquals(3000, fixture.held(id));
        assertEquals(PaymentStatus.COMPLETED, fixture.payment(id).status());
        control(Json.object().put("refund", "completed").put("webhook", "none"));
        fixture.trackToTheEnd(id);
        assertBooked(3000, PaymentStatus.PARTIALLY_REFUNDED, 1);
    }

    @Test
    void aPendingDashboardRefundThatFailsReleasesItsMoney() {
        control(Json.object().put("refund", "dashboard").put("amount", "30.00").put("status", "pending"));
        control(Json.object().put("refund", "failed").put("webhook", "none"));
        fixture.trackToTheEnd(id);
        check();
        assertEquals(0, fixture.held(id));
        assertEquals(List.of(RefundStatus.FAILED), fixture.refunds.refunds(id).stream().map(Refund::status).toList());
        assertEquals(List.of(), RefundFixture.outboxItems(id));
    }

    @Test
    void aRefundOfOursWhoseAnswerWasLostIsNotBookedAsASecondOne() {
        fixture.flutterwave.refunds("timeout", 1);
        String ours = json(fixture.refunding().refund(post(id, "{\"amount\":\"30.00\"}"))).path("id").asText();
        check();
        check();
        assertBooked(3000, PaymentStatus.PARTIALLY_REFUNDED, 1);
        assertEquals(ours, fixture.refunds.refunds(id).get(0).id());
        assertEquals(RefundSource.API, fixture.refunds.refunds(id).get(0).source());
    }

    @Test
    void aRefundOfOursThatIsListedWithoutCommentsIsKnownByItsAmount() {
        fixture.flutterwave.refunds("timeout-unmarked", 1);
        String ours = json(fixture.refunding().refund(post(id, "{\"amount\":\"30.00\"}"))).path("id").asText();
        dashboard("20.00", "normal");
        assertTrue(book().undecided(), "its request may still be answered");
        assertEquals(2000, fixture.payment(id).refunded().minor());
        fixture.clock.advance(Duration.ofMinutes(5));
        check();
        assertBooked(5000, PaymentStatus.PARTIALLY_REFUNDED, 2);
        assertEquals(RefundStatus.COMPLETED, fixture.refunds.find(id, ours).orElseThrow().status());
    }

    @Test
    void theCheckOfARefundOfOursKnowsItByItsAmountToo() {
        fixture.flutterwave.refunds("timeout-unmarked", 1);
        String ours = json(fixture.refunding().refund(post(id, "{\"amount\":\"30.00\"}"))).path("id").asText();
        fixture.trackToTheEnd(id);
        check();
        assertEquals(RefundStatus.COMPLETED, fixture.refunds.find(id, ours).orElseThrow().status());
        assertBooked(3000, PaymentStatus.PARTIALLY_REFUNDED, 1);
    }

    @Test
    void aDashboardRefundDoesNotKeepALostRequestOfThatAmountOpen() {
        dashboard("30.00", "normal");
        fixture.clock.advance(Duration.ofHours(1));
        fixture.flutterwave.refunds("lost", 1);
        String lost = json(fixture.refunding().refund(post(id, "{\"amount\":\"30.00\"}"))).path("id").asText();
        fixture.trackToTheEnd(id);
        assertEquals("refund-not-made", fixture.refunds.find(id, lost).orElseThrow().failure().orElseThrow().code());
        assertBooked(3000, PaymentStatus.PARTIALLY_REFUNDED, 2);
    }

    @Test
    void anExcessIsRecordedOnceAndNotBooked() {
        String paidMore = fixture.linked(10000).id();
        fixture.flutterwave.control("/" + paidMore, Json.object().put("outcome", "paid").put("amount", "120.00").put("webhook", "normal"));
        assertEquals(PaymentStatus.COMPLETED, fixture.payment(paidMore).status());
        fixture.flutterwave.control("/" + paidMore, Json.object().put("refund", "dashboard").put("amount", "110.00").put("webhook", "normal"));
        fixture.found().book(fixture.payment(paidMore), Cause.STATUS_CHECK);
        assertEquals(List.of(), fixture.refunds.refunds(paidMore));
        assertEquals(PaymentStatus.COMPLETED, fixture.payment(paidMore).status());
        List<HistoryEntry> excess = fixture.payments.history(paidMore).stream().filter(entry -> entry.detail().containsKey("refundExceeds")).toList();
        assertEquals(List.of("110.00"), excess.stream().map(entry -> entry.detail().get("refundExceeds")).toList());
        assertEquals(1, fixture.metrics.sum(Metric.REFUND_UNRESOLVED));
    }

    @Test
    void aRefundThatTheProvidersStatusCountedAlreadyIsNeitherBookedNorAnExcess() {
        fixture.raise(fixture.payment(id).terms(), PaymentStatus.REFUNDED, Optional.empty());
        dashboard("100.00", "normal");
        assertEquals(List.of(), fixture.refunds.refunds(id));
        assertEquals(10000, fixture.payment(id).refunded().minor());
        assertTrue(fixture.payments.history(id).stream().noneMatch(entry -> entry.detail().containsKey("refundExceeds")));
        assertEquals(0, fixture.metrics.sum(Metric.REFUND_UNRESOLVED));
    }

    @Test
    void aRefundOfOursThatFailsBesideOneOnTheDashboardIsKnownToHaveFailed() {
        fixture.flutterwave.refunds("pending", 1);
        String ours = json(fixture.refunding().refund(post(id, "{\"amount\":\"40.00\"}"))).path("id").asText();
        control(Json.object().put("refund", "failed").put("webhook", "none"));
        dashboard("30.00", "normal");
        assertEquals(RefundStatus.FAILED, fixture.refunds.find(id, ours).orElseThrow().status());
        assertBooked(3000, PaymentStatus.PARTIALLY_REFUNDED, 2);
    }

    @Test
    void whatDidNotFitBesideAnOpenRefundIsBookedOnceThatFailed() {
        fixture.flutterwave.refunds("lost", 1);
        fixture.refunding().refund(post(id, "{\"amount\":\"60.00\"}"));
        dashboard("50.00", "normal");
        assertEquals(0, fixture.payment(id).refunded().minor());
        fixture.trackToTheEnd(id);
        check();
        assertBooked(5000, PaymentStatus.PARTIALLY_REFUNDED, 2);
    }

    @Test
    void concurrentChecksWebhooksAndOwnRefundsBookEachOnce() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        IntStream.range(0, 4).forEach(number -> {
            all.add(CompletableFuture.runAsync(() -> dashboard("10.00", "duplicate")));
            all.add(CompletableFuture.runAsync(() -> fixture.refunding().refund(post(id, "{\"amount\":\"10.00\"}"))));
            all.add(CompletableFuture.runAsync(this::book));
        });
        all.forEach(CompletableFuture::join);
        fixture.trackToTheEnd(id);
        check();
        assertEquals(fixture.given(id), fixture.payment(id).refunded().minor());
        assertBooked(8000, PaymentStatus.PARTIALLY_REFUNDED, 8);
        assertEquals(8000, fixture.held(id));
    }

    @Test
    void aWebhookWithoutARefundAtTheProviderBooksNothing() {
        String transaction = fixture.flutterwave.order(id).path("transactions").path(0).path("id").asText();
        fixture.webhook("{\"id\":99,\"AmountRefunded\":30,\"status\":\"completed\",\"TransactionId\":" + transaction + "}");
        fixture.webhook("{\"id\":98,\"AmountRefunded\":30,\"status\":\"completed\",\"TransactionId\":123456}");
        assertEquals(List.of(), fixture.refunds.refunds(id));
        assertEquals(PaymentStatus.COMPLETED, fixture.payment(id).status());
        assertEquals("QUEUED", inboxState("99:refund:completed"));
        assertEquals("IGNORED", inboxState("98:refund:completed"));
    }

    @Test
    void aWebhookWaitsForAProviderThatDoesNotAnswer() {
        dashboard("30.00", "none");
        String body = lastNotice("30.00");
        fixture.webhook(fixture.flutterwave.unreachable(), body);
        assertEquals(List.of(), fixture.refunds.refunds(id));
        String key = fixture.flutterwave.order(id).path("refunds").path(0).path("id").asText() + ":refund:completed";
        assertEquals("RECEIVED", inboxState(key));
        assertEquals(InboxState.QUEUED, fixture.webhookAgain(key, body));
        assertEquals("QUEUED", inboxState(key));
        assertBooked(3000, PaymentStatus.PARTIALLY_REFUNDED, 1);
    }

    @Test
    void aForgedHashBooksNothing() {
        dashboard("30.00", "forged");
        assertEquals(List.of(), fixture.refunds.refunds(id));
    }

    @Test
    void aProviderThatDoesNotAnswerIsAskedAgain() {
        ProviderRefunds away = fixture.found(fixture.refunds, new ProviderRegistry(List.of(fixture.flutterwave.unreachable())));
        assertTrue(away.book(fixture.payment(id), Cause.STATUS_CHECK).unclear().orElseThrow() instanceof StatusLookup.Unavailable);
    }

    /** A sandbox counts its refunds from the time on, and the table keeps the webhooks of all. */
    private String paid() {
        fixture.clock.advance(Duration.ofDays(365 + SANDBOXES.incrementAndGet()));
        return fixture.paid(10000);
    }

    private void assertBooked(long minor, PaymentStatus status, int refunds) {
        assertEquals(minor, fixture.payment(id).refunded().minor());
        assertEquals(minor, fixture.completed(id));
        assertEquals(status, fixture.payment(id).status());
        assertEquals(refunds, fixture.refunds.refunds(id).size());
        long completed = fixture.refunds.refunds(id).stream().filter(refund -> refund.status() == RefundStatus.COMPLETED).count();
        assertEquals(completed, RefundFixture.outboxItems(id).size());
        assertEquals(minor, RefundFixture.outboxItems(id).stream().mapToLong(item -> Long.parseLong(item.get("refundMinor").n())).sum());
    }

    private void check() {
        assertEquals(new ProviderRefunds.Result(Optional.empty(), false), book());
    }

    private ProviderRefunds.Result book() {
        return fixture.found().book(fixture.payment(id), Cause.STATUS_CHECK);
    }

    private void dashboard(String amount, String webhook) {
        control(Json.object().put("refund", "dashboard").put("amount", amount).put("webhook", webhook));
    }

    /** The webhook comes after a check has found the refund. */
    private void resend(String amount) {
        fixture.webhook(lastNotice(amount));
    }

    private String lastNotice(String amount) {
        var made = fixture.flutterwave.order(id).path("refunds");
        var last = made.path(made.size() - 1);
        return "{\"id\":" + last.path("id").asText() + ",\"AmountRefunded\":" + amount + ",\"status\":\"completed\",\"TransactionId\":"
                + last.path("transaction").asText() + "}";
    }

    private void control(JsonObject command) {
        fixture.flutterwave.control("/" + id, command);
    }

    private static String inboxState(String key) {
        return TestTable.partition("WEBHOOK#flutterwave#" + key).get(0).get("state").s();
    }
}
