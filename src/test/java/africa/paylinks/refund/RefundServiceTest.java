package africa.paylinks.refund;

import static africa.paylinks.refund.RefundFixture.json;
import static africa.paylinks.refund.RefundFixture.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.CrashPoint;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class RefundServiceTest {

    private final RefundFixture fixture = new RefundFixture();
    private final String key = UUID.randomUUID().toString();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void withoutABodyAllOfThePaymentGoesBack() {
        String id = fixture.paid(10000);
        ApiResponse answer = fixture.refunding().refund(post(id, ""));
        assertEquals(201, answer.status());
        JsonValue refund = json(answer);
        assertTrue(refund.path("id").asText().matches("ref_[a-z2-7]{26}"));
        assertEquals(List.of(id, "100.00", "NGN", "COMPLETED"), List.of(refund.path("paymentId").asText(),
                refund.path("amount").asText(), refund.path("currency").asText(), refund.path("status").asText()));
        assertTrue(refund.path("reason").isNull() && refund.path("failure").isNull());
        assertEquals(fixture.flutterwave.order(id).path("refunds").path(0).path("id").asText(),
                refund.path("providerReference").asText());
        assertEquals(PaymentStatus.REFUNDED, fixture.payment(id).status());
        assertEquals("100.00", PaymentJson.current(fixture.payment(id)).path("refundedAmount").asText());
        assertEquals(List.of("PENDING merchant", "REFUNDED merchant"), fixture.payments.history(id).stream()
                .filter(line -> line.detail().containsKey("refund"))
                .map(line -> line.detail().get("refundStatus").replace("COMPLETED", line.to().name()) + " " + line.cause())
                .toList());
        assertEquals(1, RefundFixture.outboxItems(id).size());
        assertEquals("10000", RefundFixture.outboxItems(id).get(0).get("refundedMinor").n());
        assertFalse(RefundFixture.isDue(id, refund.path("id").asText()));
    }

    @Test
    void partsGoBackUntilNothingIsLeft() {
        String id = fixture.paid(10000);
        assertEquals(201, refund(id, "{\"amount\":\"10.00\",\"reason\":\"One came back\"}").status());
        assertEquals(PaymentStatus.PARTIALLY_REFUNDED, fixture.payment(id).status());
        assertEquals("10.00", PaymentJson.current(fixture.payment(id)).path("refundedAmount").asText());
        fixture.clock.advance(Duration.ofMillis(1));
        assertEquals(201, refund(id, "{\"amount\":60.5}").status());
        fixture.clock.advance(Duration.ofMillis(1));
        assertEquals(new Money(7050, "NGN"), fixture.payment(id).refunded());
        Problem tooMuch = refused(id, "{\"amount\":\"29.51\"}", ProblemCode.REFUND_EXCEEDS_PAYMENT);
        assertEquals(List.of(new FieldError("/amount", "More than the remaining amount: 29.50.")), tooMuch.errors());
        JsonValue rest = json(refund(id, "{\"reason\":\"The rest\"}"));
        assertEquals("29.50", rest.path("amount").asText());
        assertEquals(PaymentStatus.REFUNDED, fixture.payment(id).status());
        assertEquals(new Money(10000, "NGN"), fixture.payment(id).received());
        refused(id, "", ProblemCode.REFUND_EXCEEDS_PAYMENT);
        refused(id, "{\"amount\":\"0.01\"}", ProblemCode.REFUND_EXCEEDS_PAYMENT);
        assertEquals(3, fixture.flutterwave.refundCalls(id));
        assertEquals(10000, fixture.given(id));
        assertEquals(List.of("COMPLETED>PARTIALLY_REFUNDED", "PARTIALLY_REFUNDED>PARTIALLY_REFUNDED", "PARTIALLY_REFUNDED>REFUNDED"),
                fixture.payments.history(id).stream().filter(line -> "COMPLETED".equals(line.detail().get("refundStatus")))
                        .map(line -> line.from() + ">" + line.to()).toList());
        assertEquals(List.of("1000", "7050", "10000"),
                RefundFixture.outboxItems(id).stream().map(item -> item.get("refundedMinor").n()).toList());
        JsonValue list = json(fixture.refunding().list(RefundFixture.call("GET", id, "/refunds", Map.of(), "", "shop", Set.of("read"))));
        assertEquals(List.of("10.00", "60.50", "29.50"), list.path("refunds").values().map(refund -> refund.path("amount").asText()).toList());
        assertEquals("One came back", list.path("refunds").path(0).path("reason").asText());
    }

    @Test
    void aRetryGetsTheStoredAnswerByteForByte() {
        String id = fixture.paid(10000);
        ApiResponse first = fixture.refunding().refund(post(id, key, ""));
        fixture.clock.advance(Duration.ofHours(2));
        ApiResponse again = fixture.refunding().refund(post(id, key, ""));
        assertEquals(first.body(), again.body());
        assertEquals("true", again.headers().get("idempotency-replayed"));
        assertEquals(1, fixture.flutterwave.refundCalls(id));
    }

    @Test
    void aKeyBelongsToOneRequest() {
        String id = fixture.paid(10000);
        String other = fixture.paid(10000);
        fixture.refunding().refund(post(id, key, "{\"amount\":\"1.00\"}"));
        assertEquals(ProblemCode.IDEMPOTENCY_KEY_REUSED, problem(post(id, key, "{\"amount\":\"2.00\"}")).code());
        assertEquals(ProblemCode.IDEMPOTENCY_KEY_REUSED, problem(post(other, key, "{\"amount\":\"1.00\"}")).code());
        assertEquals(100, fixture.given(id));
        assertEquals(0, fixture.given(other));
    }

    @Test
    void aLargeAmountMayBeSpelledAsJavaSpellsIt() {
        String id = fixture.paid(200_000);
        assertEquals("1250.00", json(fixture.refunding().refund(post(id, "{\"amount\":1.25E3}"))).path("amount").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.5", "1.25E1", "125E-1", "12.5000000000", "\"12.50\""})
    void anAmountIsItsValueHoweverItIsSpelled(String amount) {
        String id = fixture.paid(10000);
        assertEquals(201, fixture.refunding().refund(post(id, "{\"amount\":" + amount + "}")).status());
        assertEquals(1250, fixture.given(id));
    }

    private ApiResponse list(String id, Map<String, String> query) {
        return fixture.refunding().list(new ApiRequest("GET", "/payments/" + id + "/refunds", Map.of("id", id), query, Map.of(), new byte[0],
                "api.example", Optional.of(new ApiRequest.Caller("shop", Set.of("read")))));
    }

    @Test
    void refundsArePagedAndAnIdThatNoPaymentHasIsNotFound() {
        String id = fixture.paid(10000);
        for (int i = 0; i < 3; i++) {
            fixture.refunding().refund(post(id, "{\"amount\":1}"));
        }
        JsonValue first = json(list(id, Map.of("limit", "2")));
        assertEquals(2, first.path("refunds").size());
        JsonValue rest = json(list(id, Map.of("limit", "2", "cursor", first.path("nextCursor").asText())));
        assertEquals(1, rest.path("refunds").size());
        assertTrue(rest.path("nextCursor").isNull());
        assertEquals(ProblemCode.NOT_FOUND, assertThrows(ProblemException.class, () -> list("x".repeat(2100), Map.of())).problem().code());
        assertEquals(ProblemCode.NOT_FOUND, problem(post("x".repeat(2100), "{}")).code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"amount\":\"0\"}|/amount", "{\"amount\":\"0.00\"}|/amount", "{\"amount\":\"-1\"}|/amount", "{\"amount\":-1}|/amount",
        "{\"amount\":\"1.001\"}|/amount", "{\"amount\":\"1e2\"}|/amount", "{\"amount\":1e20}|/amount", "{\"reason\":\"a\\ud83d\"}|/reason", "{\"amount\":true}|/amount",
        "{\"amount\":[]}|/amount", "{\"amount\":\"\"}|/amount", "{\"amount\":\"10,00\"}|/amount", "{\"amount\":\"NaN\"}|/amount",
        "{\"reason\":7}|/reason", "{\"reason\":\" \"}|/reason", "{\"reason\":\"a\\nb\"}|/reason", "{\"Amount\":\"1\"}|/Amount",
        "{\"currency\":\"NGN\"}|/currency"})
    void invalidRefundsAreRefusedWithTheirReason(String body, String pointer) {
        String id = fixture.paid(10000);
        Problem problem = problem(post(id, body));
        assertEquals(ProblemCode.VALIDATION_FAILED, problem.code());
        assertEquals(List.of(pointer), problem.errors().stream().map(FieldError::pointer).toList());
        assertEquals(0, fixture.held(id));
    }

    @Test
    void anInvalidRequestIsRefused() {
        String id = fixture.paid(10000);
        for (String body : List.of("not json", "[]", "null", "7", "{\"amount\":\"1\",\"amount\":\"2\"}", "{} {}")) {
            assertEquals(ProblemCode.MALFORMED_BODY, problem(post(id, body)).code());
        }
        assertEquals(ProblemCode.VALIDATION_FAILED, problem(post(id, "{\"reason\":\"" + "x".repeat(201) + "\"}")).code());
        assertEquals(ProblemCode.IDEMPOTENCY_KEY_MISSING, problem(call(id, Map.of(), "shop", "write")).code());
        assertEquals(ProblemCode.IDEMPOTENCY_KEY_INVALID, problem(call(id, Map.of("idempotency-key", "a b"), "shop", "write")).code());
        assertEquals(ProblemCode.FORBIDDEN, problem(call(id, Map.of("idempotency-key", "a"), "shop", "read")).code());
        assertEquals(ProblemCode.NOT_FOUND, problem(call(id, Map.of("idempotency-key", key), "other", "write")).code());
        assertEquals(ProblemCode.NOT_FOUND, problem(post("pay_" + "z".repeat(26), "")).code());
        assertEquals(ProblemCode.NOT_FOUND, assertThrows(ProblemException.class, () -> fixture.refunding().list(
                RefundFixture.call("GET", id, "/refunds", Map.of(), "", "other", Set.of("read")))).problem().code());
        assertEquals(0, fixture.held(id));
    }

    @ParameterizedTest
    @EnumSource(value = PaymentStatus.class, names = {"PENDING", "EXPIRED", "CANCELLED", "FAILED"})
    void anUnpaidPaymentIsNotRefunded(PaymentStatus status) {
        PaymentTerms terms = fixture.open("flutterwave", new Money(10000, "NGN"), PaymentMethod.CARD);
        if (status != PaymentStatus.PENDING) {
            fixture.raise(terms, status, Optional.empty());
        }
        refused(terms.id(), "", ProblemCode.PAYMENT_NOT_REFUNDABLE);
        refused(terms.id(), "{\"amount\":\"1.00\"}", ProblemCode.PAYMENT_NOT_REFUNDABLE);
    }

    @Test
    void aProviderWithoutRefundsIsNotCalled() {
        PaymentTerms terms = fixture.open("flot", new Money(10000, "SLE"), PaymentMethod.MOMO);
        fixture.raise(terms, PaymentStatus.COMPLETED, Optional.of("attempt-1"));
        Problem problem = refused(terms.id(), "", ProblemCode.UNSUPPORTED);
        assertTrue(problem.detail().startsWith("flot does not support refunds"));
    }

    @Test
    void aRefusalIsFinalAndLeavesTheMoney() {
        String id = fixture.paid(10000);
        fixture.flutterwave.refunds("reject", 1);
        ApiResponse answer = fixture.refunding().refund(post(id, key, "{\"amount\":\"60.00\"}"));
        assertEquals(502, answer.status());
        assertEquals("refund-rejected", json(answer).path("code").asText());
        assertTrue(json(answer).path("detail").asText().endsWith("Insufficient balance to refund this transaction"));
        assertEquals(answer.body(), fixture.refunding().refund(post(id, key, "{\"amount\":\"60.00\"}")).body());
        Refund refund = fixture.refunds.refunds(id).get(0);
        assertEquals(RefundStatus.FAILED, refund.status());
        assertEquals(0, fixture.held(id));
        assertEquals(List.of(), RefundFixture.outboxItems(id));
        assertEquals("FAILED", fixture.payments.history(id).get(fixture.payments.history(id).size() - 1).detail().get("refundStatus"));
        assertEquals(201, refund(id, "").status());
        assertEquals(10000, fixture.given(id));
    }

    @Test
    void afterALostResponseTheRefundIsLookedUpAndNotRepeated() {
        String id = fixture.paid(10000);
        fixture.flutterwave.refunds("timeout", 1);
        JsonValue refund = json(fixture.refunding().refund(post(id, "{\"amount\":\"60.00\"}")));
        assertEquals("PENDING", refund.path("status").asText());
        assertTrue(RefundFixture.isDue(id, refund.path("id").asText()));
        refused(id, "{\"amount\":\"40.01\"}", ProblemCode.REFUND_EXCEEDS_PAYMENT);
        assertEquals(RefundStatus.COMPLETED, fixture.tracking().check(id, refund.path("id").asText()).refund().orElseThrow().status());
        assertEquals(1, fixture.flutterwave.refundCalls(id));
        assertEquals(new Money(6000, "NGN"), fixture.payment(id).refunded());
        assertFalse(RefundFixture.isDue(id, refund.path("id").asText()));
        fixture.tracking().check(id, refund.path("id").asText());
        assertEquals(1, RefundFixture.outboxItems(id).size());
    }

    @ParameterizedTest
    @CsvSource({"lost", "error"})
    void aRefundCallThatNeverArrivedFailsAfterAWhileAndReleasesTheAmount(String kind) {
        String id = fixture.paid(10000);
        fixture.flutterwave.refunds(kind, 1);
        String refund = json(fixture.refunding().refund(post(id, ""))).path("id").asText();
        fixture.clock.advance(RefundFixture.PATIENCE);
        assertEquals(RefundStatus.PENDING, fixture.tracking().check(id, refund).refund().orElseThrow().status());
        assertEquals(10000, fixture.held(id));
        fixture.clock.advance(Duration.ofSeconds(1));
        assertTrue(fixture.payments.history(id).stream().noneMatch(line -> line.detail().containsKey("failure")));
        assertEquals("refund-not-made", fixture.tracking().check(id, refund).refund().orElseThrow().failure().orElseThrow().code());
        assertTrue(fixture.payments.history(id).stream().anyMatch(line -> "refund-not-made".equals(line.detail().get("failure"))));
        assertEquals(0, fixture.held(id));
        assertEquals(1, fixture.flutterwave.refundCalls(id));
        assertEquals(201, refund(id, "").status());
        assertEquals(10000, fixture.given(id));
    }

    @Test
    void aPendingRefundIsSettledOnceHoweverOftenTheWebhookComes() {
        String id = fixture.paid(10000);
        fixture.flutterwave.refunds("pending", 2);
        assertEquals("PENDING", json(refund(id, "{\"amount\":\"60.00\"}")).path("status").asText());
        assertEquals("PENDING", json(refund(id, "{\"amount\":\"40.00\"}")).path("status").asText());
        assertEquals(new Money(0, "NGN"), fixture.payment(id).refunded());
        fixture.flutterwave.control("/" + id, Json.object().put("refund", "completed").put("webhook", "duplicate"));
        assertEquals(PaymentStatus.REFUNDED, fixture.payment(id).status());
        assertEquals(10000, fixture.completed(id));
        assertEquals(List.of("6000", "10000"), RefundFixture.outboxItems(id).stream().map(item -> item.get("refundedMinor").n()).toList());
        assertTrue(fixture.payments.history(id).stream().anyMatch(line -> line.cause().equals("webhook") && line.to() == PaymentStatus.REFUNDED));
        assertTrue(fixture.payments.history(id).stream().filter(line -> "COMPLETED".equals(line.detail().get("refundStatus")))
                .allMatch(line -> line.detail().containsKey("refundReference")));
        List<String> answers = fixture.flutterwave.order(id).path("webhooks").findValuesAsText("status");
        assertEquals(List.of("200"), answers.stream().distinct().toList(), "of " + answers.size());
    }

    @Test
    void aPendingRefundIsSettledByAPollToo() {
        String id = fixture.paid(10000);
        fixture.flutterwave.refunds("pending", 1);
        String refund = json(refund(id, "")).path("id").asText();
        assertEquals(RefundStatus.PENDING, fixture.tracking().check(id, refund).refund().orElseThrow().status());
        fixture.flutterwave.control("/" + id, Json.object().put("refund", "failed").put("webhook", "none"));
        assertEquals(RefundStatus.FAILED, fixture.tracking().check(id, refund).refund().orElseThrow().status());
        assertEquals(0, fixture.held(id));
        assertEquals(PaymentStatus.COMPLETED, fixture.payment(id).status());
    }

    @Test
    void aRefundThatWasNeverRequestedLeavesNoState() {
        String id = fixture.paid(10000);
        assertEquals(ProblemCode.PROVIDER_TIMEOUT, assertThrows(ProblemException.class, () ->
                fixture.refunding(fixture.refunds, fixture.flutterwave.unreachable()).refund(post(id, key, ""))).problem().code());
        assertEquals(0, fixture.held(id));
        fixture.flutterwave.secret("{}");
        assertEquals(ProblemCode.PROVIDER_NOT_CONFIGURED, problem(post(id, key, "")).code());
        fixture.flutterwave.secret("{\"secretKey\":\"wrong\"}");
        assertEquals(ProblemCode.PROVIDER_NOT_CONFIGURED, problem(post(id, key, "")).code());
        fixture.flutterwave.secret("{\"secretKey\":\"a-key\",\"webhookHash\":\"a-hash\"}");
        assertEquals(201, fixture.refunding().refund(post(id, key, "")).status());
        assertEquals(10000, fixture.given(id));
        assertEquals(List.of(RefundStatus.FAILED, RefundStatus.FAILED, RefundStatus.FAILED, RefundStatus.COMPLETED),
                fixture.refunds.refunds(id).stream().map(Refund::status).sorted(Comparator.reverseOrder()).toList());
    }

    @Test
    void aRefundedEventIsNotCountedInAdditionToItsRefund() {
        String id = fixture.paid(10000);
        fixture.flutterwave.refunds("timeout", 1);
        String refund = json(refund(id, "")).path("id").asText();
        fixture.raise(fixture.payment(id).terms(), PaymentStatus.REFUNDED, Optional.empty());
        assertEquals(RefundStatus.COMPLETED, fixture.tracking().check(id, refund).refund().orElseThrow().status());
        assertEquals(new Money(10000, "NGN"), fixture.payment(id).refunded());
        assertEquals(1, RefundFixture.outboxItems(id).size());
        refused(id, "{\"amount\":\"0.01\"}", ProblemCode.REFUND_EXCEEDS_PAYMENT);
    }

    @Test
    void fiftyConcurrentRefundsNeverExceedThePaidAmount() throws Exception {
        String id = fixture.paid(10000);
        List<Integer> answers = atOnce(50, () -> post(id, "{\"amount\":\"10.00\"}"));
        assertEquals(10, answers.stream().filter(status -> status == 201).count(), answers::toString);
        assertTrue(answers.stream().allMatch(status -> status == 201 || status == 422), answers::toString);
        assertEquals(10, fixture.flutterwave.refundCalls(id));
        assertEquals(10000, fixture.given(id));
        assertEquals(10000, fixture.completed(id));
        assertEquals(PaymentStatus.REFUNDED, fixture.payment(id).status());
        assertEquals(10, RefundFixture.outboxItems(id).size());
        assertEquals(10, RefundFixture.outboxItems(id).stream().map(item -> item.get("sk").s()).distinct().count());
    }

    @Test
    void twentyConcurrentRequestsWithOneKeyRefundOnce() throws Exception {
        String id = fixture.paid(10000);
        List<Integer> answers = atOnce(20, () -> post(id, key, "{\"amount\":\"10.00\"}"));
        assertTrue(answers.contains(201), answers::toString);
        assertTrue(answers.stream().allMatch(status -> status == 201 || status == 409), answers::toString);
        assertEquals(1, fixture.flutterwave.refundCalls(id));
        assertEquals(1000, fixture.held(id));
    }

    @Test
    void aCrashAtAnyStepRefundsOnceOrNotAtAll() {
        int steps = calls();
        assertTrue(steps >= 4, "order, note, ask, settle");
        for (int call = 1; call <= steps; call++) {
            for (CrashPoint cut : List.of(CrashPoint.before(call), CrashPoint.after(call))) {
                String id = fixture.paid(10000);
                ApiRequest request = post(id, "{\"amount\":\"60.00\"}");
                assertThrows(CrashPoint.Killed.class, () -> fixture.refunding(cut).refund(request));
                if (fixture.refunds.refunds(id).stream().anyMatch(Refund::isOpen)) {
                    assertEquals(ProblemCode.REQUEST_IN_PROGRESS, problem(request).code());
                }
                fixture.clock.advance(Duration.ofMinutes(1));
                ApiResponse resumed = fixture.refunding().refund(request);
                assertEquals(201, resumed.status());
                fixture.trackToTheEnd(id);
                assertBooksAgree(id, "killed at " + call);
                assertTrue(fixture.flutterwave.refundCalls(id) <= 1, "killed at " + call);
                assertEquals(1, fixture.refunds.refunds(id).size());
                assertEquals(resumed.body(), fixture.refunding().refund(request).body());
            }
        }
    }

    @Test
    void anUnfinishedRefundIsCompletedWithoutARetry() {
        for (int call = 1; call <= calls(); call++) {
            for (CrashPoint cut : List.of(CrashPoint.before(call), CrashPoint.after(call))) {
                String id = fixture.paid(10000);
                assertThrows(CrashPoint.Killed.class, () -> fixture.refunding(cut).refund(post(id, "{\"amount\":\"60.00\"}")));
                fixture.trackToTheEnd(id);
                assertBooksAgree(id, "killed at " + call);
                assertTrue(fixture.flutterwave.refundCalls(id) <= 1, "killed at " + call);
            }
        }
    }

    @Test
    void refundTotalsAgreeUnderAnyFailure() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 8; run++) {
            long paid = 100 + random.nextInt(9900);
            String id = fixture.paid(paid);
            for (int turn = 0; turn < 6; turn++) {
                fixture.flutterwave.refunds(List.of("none", "none", "pending", "timeout", "lost", "error", "reject").get(random.nextInt(7)), 1);
                String body = random.nextInt(6) == 0 ? "" : "{\"amount\":\"" + new Money(1 + random.nextInt((int) paid), "NGN").majorText() + "\"}";
                ApiRequest request = post(id, body);
                for (int sent = random.nextInt(2); sent >= 0; sent--) {
                    int status = status(fixture.refunding(), request);
                    assertTrue(Set.of(201, 422, 502).contains(status), "seed " + seed + " answered " + status);
                }
                assertTrue(fixture.held(id) <= paid && fixture.given(id) <= paid, "seed " + seed);
                fixture.clock.advance(Duration.ofMinutes(random.nextInt(50)));
                if (random.nextBoolean()) {
                    fixture.flutterwave.control("/" + id, Json.object()
                            .put("refund", random.nextInt(4) == 0 ? "failed" : "completed")
                            .put("webhook", List.of("normal", "none", "duplicate").get(random.nextInt(3))));
                }
                fixture.refunds.refunds(id).stream().filter(any -> random.nextInt(3) == 0)
                        .forEach(refund -> fixture.tracking().check(id, refund.id()));
            }
            fixture.flutterwave.refunds("none", 0);
            fixture.flutterwave.control("/" + id, Json.object().put("refund", "completed").put("webhook", "none"));
            fixture.trackToTheEnd(id);
            assertBooksAgree(id, "seed " + seed);
        }
    }

    private void assertBooksAgree(String id, String context) {
        long paid = fixture.payment(id).terms().amount().minor();
        assertTrue(fixture.refunds.refunds(id).stream().noneMatch(Refund::isOpen), context);
        assertEquals(fixture.given(id), fixture.completed(id), context);
        assertEquals(fixture.given(id), fixture.payment(id).refunded().minor(), context);
        assertEquals(fixture.given(id), fixture.held(id), context);
        assertTrue(fixture.given(id) <= paid, context);
        assertEquals(fixture.given(id) == paid ? PaymentStatus.REFUNDED
                : fixture.given(id) > 0 ? PaymentStatus.PARTIALLY_REFUNDED : PaymentStatus.COMPLETED, fixture.payment(id).status(), context);
        List<Long> refundedTotals = RefundFixture.outboxItems(id).stream().map(item -> Long.valueOf(item.get("refundedMinor").n())).toList();
        assertEquals(refundedTotals.stream().sorted().distinct().toList(), refundedTotals, context);
        assertEquals(fixture.given(id), refundedTotals.isEmpty() ? 0 : refundedTotals.get(refundedTotals.size() - 1), context);
    }

    private int calls() {
        CrashPoint counting = CrashPoint.never();
        fixture.refunding(counting).refund(post(fixture.paid(10000), "{\"amount\":\"60.00\"}"));
        return counting.calls();
    }

    private List<Integer> atOnce(int times, Callable<ApiRequest> request) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            RefundService refunding = fixture.refunding();
            for (int i = 0; i < times; i++) {
                ApiRequest call = request.call();
                answers.add(threads.submit(() -> status(refunding, call)));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    private static int status(RefundService refunding, ApiRequest request) {
        try {
            return refunding.refund(request).status();
        } catch (ProblemException refused) {
            return refused.problem().code().status();
        }
    }

    private ApiResponse refund(String id, String body) {
        return fixture.refunding().refund(post(id, body));
    }

    private Problem refused(String id, String body, ProblemCode code) {
        Problem problem = problem(post(id, body));
        assertEquals(code, problem.code());
        return problem;
    }

    private Problem problem(ApiRequest request) {
        return assertThrows(ProblemException.class, () -> fixture.refunding().refund(request)).problem();
    }

    private static ApiRequest call(String id, Map<String, String> headers, String merchant, String scope) {
        return RefundFixture.call("POST", id, "/refunds", headers, "", merchant, Set.of(scope));
    }
}
