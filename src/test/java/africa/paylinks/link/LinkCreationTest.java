package africa.paylinks.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoCreationLimit;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.flot.FlotConfig.Dialect;
import africa.paylinks.flot.FlotFixture;
import africa.paylinks.flot.FlotProvider;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentSearch;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.Route;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.routing.Routing;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkCreationTest {

    private static final LinkConfig CONFIG = new LinkConfig() {
        @Override
        public String stage() {
            return "prod";
        }

        @Override
        public Optional<URI> publicUrl() {
            return Optional.empty();
        }

        @Override
        public Duration linkLife() {
            return Duration.ofHours(24);
        }
    };

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final RecordedMetrics metrics = new RecordedMetrics(clock);
    private final FlotFixture fixture = new FlotFixture(clock);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final IdempotencyStore idempotency =
            new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
    private final FlotProvider flot = fixture.provider(Dialect.DEVELOPERS_PAGE);
    /** Takes what Flot takes, and does not answer. */
    private final LinkCreator other = (LinkCreator) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {LinkCreator.class}, (proxy, method, arguments) -> switch (method.getName()) {
                case "name" -> "other";
                case "createLink" -> new LinkCreator.Unknown("is silent");
                default -> invoke(flot, method, arguments);
            });
    private CreationLimit limit = merchant -> Optional.empty();
    private Optional<String> rules = Optional.empty();
    private final String key = UUID.randomUUID().toString();
    private final String orderId = "ord-" + UUID.randomUUID();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void createsAPaymentWithItsLink() {
        ApiResponse answer = creation().create(request("shop", key, body("50.00")));
        JsonValue payment = json(answer);
        assertEquals(201, answer.status());
        assertEquals("/payments/" + payment.path("id").asText(), answer.headers().get("location"));
        assertEquals("PENDING", payment.path("status").asText());
        assertEquals("50.00", payment.path("amount").asText());
        assertEquals("https://api.example/pay/" + payment.path("id").asText(), payment.path("link").asText());
        assertTrue(payment.path("ussdCode").asText().startsWith("*175*"));
        assertEquals(1, fixture.order(payment.path("id").asText()).path("calls").path("create").intValue());
    }

    @Test
    void aRetryGetsTheStoredAnswerByteForByte() {
        ApiResponse first = creation().create(request("shop", key, body("50.00")));
        clock.advance(Duration.ofHours(1));
        ApiResponse again = creation().create(request("shop", key, body("50.00")));
        assertEquals(first.body(), again.body());
        assertEquals(first.status(), again.status());
        assertEquals("true", again.headers().get("idempotency-replayed"));
        assertNull(first.headers().get("idempotency-replayed"));
        assertEquals(1, fixture.orders());
    }

    @Test
    void aMerchantOverItsLimitGetsRetryAfterAndStillItsStoredAnswers() {
        limit = new DynamoCreationLimit(TestTable.client(), TestTable.CONFIG, () -> 2, clock);
        String merchant = "shop-" + UUID.randomUUID();
        ApiResponse first = creation().create(request(merchant, key, body("50.00")));
        assertEquals(201, first.status());
        assertEquals(201, creation().create(request(merchant, UUID.randomUUID().toString(), body("50.00"))).status());

        ProblemException refused = assertThrows(ProblemException.class,
                () -> creation().create(request(merchant, UUID.randomUUID().toString(), body("50.00"))));
        assertEquals(ProblemCode.TOO_MANY_REQUESTS, refused.problem().code());
        assertTrue(refused.problem().retryAfterSeconds().getAsLong() <= 61);
        assertEquals(first.body(), creation().create(request(merchant, key, body("50.00"))).body());
        assertEquals(201, creation().create(request("other-" + merchant, UUID.randomUUID().toString(), body("50.00"))).status());
        clock.advance(Duration.ofSeconds(refused.problem().retryAfterSeconds().getAsLong()));
        assertEquals(201, creation().create(request(merchant, UUID.randomUUID().toString(), body("50.00"))).status());
    }

    @Test
    void aRetryAfterTheExpiryThatItAskedForStillGetsTheStoredAnswer() {
        String body = body("50.00").replace("{\"provider\"",
                "{\"expiresAt\":\"" + clock.instant().plusSeconds(60) + "\",\"provider\"");
        ApiResponse first = creation().create(request("shop", key, body));
        clock.advance(Duration.ofMinutes(2));
        assertEquals(first.body(), creation().create(request("shop", key, body)).body());
        assertProblem(ProblemCode.VALIDATION_FAILED, request("shop", UUID.randomUUID().toString(), body));
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        creation().create(request("shop", key, body("50.00")));
        assertProblem(ProblemCode.IDEMPOTENCY_KEY_REUSED, request("shop", key, body("60.00")));
        assertEquals(1, fixture.orders());
    }

    @Test
    void theSameKeyOfAnotherMerchantIsAnotherPayment() {
        String first = json(creation().create(request("shop", key, body("50.00")))).path("id").asText();
        String second = json(creation().create(request("other", key, body("50.00")))).path("id").asText();
        assertNotEquals(first, second);
        assertEquals(2, fixture.orders());
    }

    @Test
    void withoutAKeyOrWithAStrangeOneNothingIsCreated() {
        assertProblem(ProblemCode.IDEMPOTENCY_KEY_MISSING, request("shop", "", body("50.00")));
        assertProblem(ProblemCode.IDEMPOTENCY_KEY_INVALID, request("shop", "two words", body("50.00")));
        assertProblem(ProblemCode.IDEMPOTENCY_KEY_INVALID, request("shop", "x".repeat(256), body("50.00")));
        assertEquals(0, fixture.orders());
    }

    @Test
    void aRetryOfAnAbandonedCreationGetsItsOutcome() {
        fixture.injectFault("error", 0, 1);
        String id = (assertThrows(ProblemException.class,
                () -> creation().create(request("shop", key, body("50.00"))))).problem().toResponse().body()
                .replaceAll("(?s).*\"paymentId\":\"([a-z0-9_]+)\".*", "$1");
        payments.raise(new StatusEvent(id, "flot", PaymentStatus.FAILED, StatusEvent.Cause.STATUS_CHECK, clock.instant(),
                Optional.empty(), Optional.empty(), Optional.of(Failure.CREATION_UNKNOWN), Map.of()));
        ApiResponse answer = creation().create(request("shop", key, body("50.00")));
        assertEquals(502, answer.status());
        assertEquals(PaymentStatus.FAILED, payments.find(id).orElseThrow().status());
        assertEquals(answer.body(), creation().create(request("shop", key, body("50.00"))).body());
    }

    @Test
    void requestsThatTheProviderCannotServeAreRefusedWithAReason() {
        assertProblem(ProblemCode.UNSUPPORTED, request("shop", key, body("50.00").replace("SLE", "GHS")));
        assertProblem(ProblemCode.UNSUPPORTED, request("shop", key, body("50.00").replace("momo", "bank-transfer")));
        assertEquals(0, fixture.orders());
    }

    @Test
    void withoutARequestedProviderARuleChoosesAndThePaymentRecordsIt() {
        rules = Optional.of("SLE=other:0,flot");
        JsonValue payment = json(creation().create(request("shop", key, routed("{\"email\":\"Ada@Example.com\"}"))));
        assertEquals("flot", payment.path("provider").asText());
        assertEquals("{\"rule\":\"SLE=other:0,flot\",\"bucket\":45}", payment.path("routing").toString());
        Payment kept = payments.find(payment.path("id").asText()).orElseThrow();
        assertEquals(Optional.of(new Route("SLE=other:0,flot", 45)), kept.terms().route());
        assertEquals(payment.path("routing"), PaymentJson.current(kept).path("routing"));
    }

    @Test
    void aRequestedProviderOverridesTheRules() {
        rules = Optional.of("SLE=other");
        JsonValue payment = json(creation().create(request("shop", key, body("50.00"))));
        assertEquals("flot", payment.path("provider").asText());
        assertTrue(payment.path("routing").isNull());
    }

    @Test
    void withoutAMatchingRuleAProviderIsRequired() {
        ProblemException refused = assertProblem(ProblemCode.UNSUPPORTED, request("shop", key, routed("null")));
        assertEquals("/provider", refused.problem().errors().get(0).pointer());
        rules = Optional.of("SLE/card=flot");
        assertProblem(ProblemCode.UNSUPPORTED, request("shop", key, routed("null")));
        assertEquals(0, fixture.orders());
    }

    @Test
    void unreadableRulesAreReportedAndDoNotBlockARequestedProvider() {
        rules = Optional.of("SLE=flott");
        ProblemException refused = assertProblem(ProblemCode.PROVIDER_NOT_CONFIGURED, request("shop", key, routed("null")));
        assertTrue(refused.problem().detail().contains("'flott'"));
        assertEquals(201, creation().create(request("shop", key, body("50.00"))).status());
    }

    @Test
    void unsupportedRequestsAreRefusedBeforeTheCreationStarts() {
        LinkCreator rejecting = (LinkCreator) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {LinkCreator.class},
                (proxy, method, arguments) -> method.getName().equals("objection")
                        ? Optional.of(new LinkCreator.Objection("/customer/email", "Send it."))
                        : invoke(flot, method, arguments));
        ProblemException refused = assertThrows(ProblemException.class,
                () -> creation(idempotency, payments, rejecting).create(request("shop", key, body("50.00"))));
        assertEquals(ProblemCode.UNSUPPORTED, refused.problem().code());
        assertEquals("/customer/email", refused.problem().errors().get(0).pointer());
        assertEquals(201, creation().create(request("shop", key, body("60.00"))).status());
    }

    @Test
    void aRetryIsAnsweredAsBeforeWhateverBecameOfTheRules() {
        rules = Optional.of("SLE=flot");
        ApiResponse first = creation().create(request("shop", key, routed("null")));
        for (Optional<String> later : List.of(Optional.of("SLE=other"), Optional.<String>empty(), Optional.of("SLE=flott"))) {
            rules = later;
            assertEquals(first.body(), creation().create(request("shop", key, routed("null"))).body());
        }
        assertOnePaymentAndOneLink();
    }

    @Test
    void anUnfinishedCreationContinuesAtItsProviderThoughTheRulesChanged() {
        rules = Optional.of("SLE=flot");
        fixture.injectFault("timeout", 50, 3);
        String id = assertProblem(ProblemCode.PROVIDER_TIMEOUT, request("shop", key, routed("null"))).problem().paymentId().orElseThrow();
        for (Optional<String> later : List.of(Optional.of("SLE=other"), Optional.<String>empty())) {
            rules = later;
            ProblemException again = assertProblem(ProblemCode.PROVIDER_TIMEOUT, request("shop", key, routed("null")));
            assertEquals(id, again.problem().paymentId().orElseThrow());
            assertTrue(again.problem().detail().startsWith("flot "), again.problem().detail());
        }
        JsonValue payment = json(creation().create(request("shop", key, routed("null"))));
        assertEquals(id, payment.path("id").asText());
        assertEquals("flot", payment.path("provider").asText());
        assertEquals("SLE=flot", payment.path("routing").path("rule").asText());
        assertOnePaymentAndOneLink();
    }

    @Test
    void aKeyThatMayOnlyReadCreatesNothing() {
        ApiRequest request = request("shop", key, body("50.00"));
        ApiRequest reader = new ApiRequest(request.method(), request.path(), request.parameters(), request.query(),
                request.headers(), request.body(), request.host(),
                Optional.of(new ApiRequest.Caller("shop", Set.of("read"))));
        assertProblem(ProblemCode.FORBIDDEN, reader);
    }

    @Test
    void sixtyFourRequestsAtOnceMakeOnePaymentAndOneCall() throws Exception {
        fixture.injectFault("slow", 300, 1);
        LinkCreation creation = creation();
        CountDownLatch start = new CountDownLatch(1);
        Callable<ApiResponse> attempt = () -> {
            start.await();
            try {
                return creation.create(request("shop", key, body("50.00")));
            } catch (ProblemException refused) {
                return refused.problem().toResponse();
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(64);
        List<ApiResponse> answers = new ArrayList<>();
        try {
            List<Future<ApiResponse>> running =
                    Collections.nCopies(64, attempt).stream().map(threads::submit).toList();
            start.countDown();
            for (Future<ApiResponse> answer : running) {
                answers.add(answer.get(60, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
        List<String> created = answers.stream().filter(answer -> answer.status() == 201).map(ApiResponse::body)
                .distinct().toList();
        assertEquals(1, created.size());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> {
            assertEquals(409, answer.status());
            assertTrue(Integer.parseInt(answer.headers().get("retry-after")) >= 1);
        });
        assertEquals(created.get(0), creation.create(request("shop", key, body("50.00"))).body());
        assertEquals(1, fixture.orders());
        assertEquals(1, fixture.totals().path("calls").path("create").intValue());
        assertEquals(1, paymentsOfOrder().size());
    }

    @Test
    void aTimeoutIsUnknownAndARetryContinuesWithTheSamePayment() {
        fixture.injectFault("timeout", 50, 1);
        ProblemException timeout = assertProblem(ProblemCode.PROVIDER_TIMEOUT, request("shop", key, body("50.00")));
        String id = timeout.problem().paymentId().orElseThrow();
        assertEquals(PaymentStatus.CREATING, payments.find(id).orElseThrow().status());
        ApiResponse answer = creation().create(request("shop", key, body("50.00")));
        assertEquals(id, json(answer).path("id").asText());
        assertOnePaymentAndOneLink();
        assertEquals(List.of(2L, 1L), List.of(metrics.sum(Metric.ATTEMPT), metrics.sum(Metric.RETRY)));
        assertEquals(id, metrics.with(Metric.RETRY).get(0).path("payment").asText());
    }

    @Test
    void aServerErrorOfTheProviderIsUnknownToo() {
        fixture.injectFault("error", 0, 1);
        assertProblem(ProblemCode.PROVIDER_TIMEOUT, request("shop", key, body("50.00")));
        assertEquals(201, creation().create(request("shop", key, body("50.00"))).status());
        assertOnePaymentAndOneLink();
    }

    @Test
    void aRefusalIsFinalAndIsAnsweredAgain() {
        fixture.injectFault("reject", 0, 1);
        ApiResponse refused = creation().create(request("shop", key, body("50.00")));
        assertEquals(502, refused.status());
        assertEquals("provider-rejected", json(refused).path("code").asText());
        assertTrue(json(refused).path("detail").asText().contains("cannot be paid in this currency"));
        Payment payment = payments.find(json(refused).path("paymentId").asText()).orElseThrow();
        assertEquals(PaymentStatus.FAILED, payment.status());
        assertEquals("currency-not-available-for-order", payment.failure().orElseThrow().code());
        ApiResponse again = creation().create(request("shop", key, body("50.00")));
        assertEquals(refused.body(), again.body());
        assertEquals("true", again.headers().get("idempotency-replayed"));
    }

    @Test
    void anUnconfiguredProviderIsReportedAndTheKeyCanBeRetried() {
        FlotProvider unset = fixture.provider(fixture.config(Dialect.DEVELOPERS_PAGE, Optional.empty(), Duration.ofSeconds(5)));
        LinkCreation creation = creation(idempotency, payments, unset);
        ProblemException refused = assertThrows(ProblemException.class,
                () -> creation.create(request("shop", key, body("50.00"))));
        assertEquals(ProblemCode.PROVIDER_NOT_CONFIGURED, refused.problem().code());
        assertTrue(refused.problem().detail().contains("paylinks.flot.merchant-id"));
        assertEquals(201, creation().create(request("shop", key, body("50.00"))).status());
        assertOnePaymentAndOneLink();
    }

    @Test
    void aPaymentThatWasPaidWhileItsCreationWasUnknownIsAnsweredAsPaid() {
        fixture.injectFault("timeout", 50, 1);
        ProblemException timeout = assertProblem(ProblemCode.PROVIDER_TIMEOUT, request("shop", key, body("50.00")));
        String id = timeout.problem().paymentId().orElseThrow();
        payments.raise(new StatusEvent(id, "flot", PaymentStatus.COMPLETED, StatusEvent.Cause.WEBHOOK, clock.instant(),
                Optional.of(payments.find(id).orElseThrow().terms().amount()), Optional.empty(), Optional.empty(), Map.of()));
        ApiResponse answer = creation().create(request("shop", key, body("50.00")));
        assertEquals(201, answer.status());
        assertEquals("COMPLETED", json(answer).path("status").asText());
        assertEquals(PaymentStatus.COMPLETED, payments.find(id).orElseThrow().status());
        assertOnePaymentAndOneLink();
    }

    /** Every external step of a creation, killed before and after it, then retried with the same key. */
    @Test
    void aCreationKilledAroundAnyStepIsFinishedByARetryWithOnePaymentAndOneLink() {
        for (int step = 1; step <= 3; step++) {
            for (Moment moment : Moment.values()) {
                crashAndRetry(step, moment);
            }
        }
    }

    private void crashAndRetry(int step, Moment moment) {
        String context = moment + " step " + step;
        String retryKey = UUID.randomUUID().toString();
        String body = body("50.00").replace(orderId, "ord-" + UUID.randomUUID());
        int before = fixture.orders();
        AtomicInteger steps = new AtomicInteger();
        LinkCreation crashing = creation(killed(IdempotencyStore.class, idempotency, steps, step, moment), payments,
                killed(LinkCreator.class, flot, steps, step, moment));
        assertThrows(Killed.class, () -> crashing.create(request("shop", retryKey, body)), context);
        clock.advance(TestTable.CONFIG.idempotency().lease());
        ApiResponse answer = creation().create(request("shop", retryKey, body));
        assertEquals(201, answer.status(), context);
        assertEquals(answer.body(), creation().create(request("shop", retryKey, body)).body(), context);
        assertEquals(before + 1, fixture.orders(), context);
        List<Payment> made = payments.search(new PaymentSearch("shop",
                Optional.of(Json.readObject(body.getBytes(StandardCharsets.UTF_8)).orElseThrow().path("orderId").asText()),
                Optional.empty(), Optional.empty(), Optional.empty(), 10, Optional.empty())).payments();
        assertEquals(1, made.size(), context);
        assertEquals(json(answer).path("id").asText(), made.get(0).id(), context);
        assertEquals(fixture.order(made.get(0).id()).path("code").asText(), json(answer).path("ussdCode").asText(), context);
    }

    @Test
    void aFormerOwnerThatResumesAfterATakeoverChangesNothing() throws Exception {
        CountDownLatch sleeping = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        LinkCreator sleeper = (LinkCreator) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {LinkCreator.class}, (proxy, method, arguments) -> {
                    Object result = invoke(flot, method, arguments);
                    if (method.getName().equals("createLink")) {
                        sleeping.countDown();
                        wake.await();
                    }
                    return result;
                });
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<ApiResponse> old = thread.submit(() -> {
                try {
                    return creation(idempotency, payments, sleeper).create(request("shop", key, body("50.00")));
                } catch (ProblemException refused) {
                    return refused.problem().toResponse();
                }
            });
            sleeping.await();
            clock.advance(TestTable.CONFIG.idempotency().lease());
            ApiResponse current = creation().create(request("shop", key, body("50.00")));
            assertEquals(201, current.status());
            Payment before = payments.find(json(current).path("id").asText()).orElseThrow();
            wake.countDown();
            assertEquals(409, old.get(30, TimeUnit.SECONDS).status());
            assertEquals(before, payments.find(before.id()).orElseThrow());
            assertEquals(1, payments.history(before.id()).size());
            assertEquals(current.body(), creation().create(request("shop", key, body("50.00"))).body());
        } finally {
            thread.shutdownNow();
        }
        assertOnePaymentAndOneLink();
    }

    private enum Moment {
        BEFORE, AFTER
    }

    /** The end of the process: no handler of the product's may see it. */
    private static final class Killed extends Error {

        private static final long serialVersionUID = 1L;
    }

    private static <T> T killed(Class<T> type, T target, AtomicInteger steps, int deadly, Moment moment) {
        Set<String> external = Set.of("reserve", "createLink", "complete");
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> {
                    boolean crashes = external.contains(method.getName()) && steps.incrementAndGet() == deadly;
                    if (crashes && moment == Moment.BEFORE) {
                        throw new Killed();
                    }
                    Object result = invoke(target, method, arguments);
                    if (crashes) {
                        throw new Killed();
                    }
                    return result;
                }));
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private void assertOnePaymentAndOneLink() {
        assertEquals(1, fixture.orders());
        assertEquals(1, paymentsOfOrder().size());
    }

    private List<Payment> paymentsOfOrder() {
        return payments.search(new PaymentSearch("shop", Optional.of(orderId), Optional.empty(), Optional.empty(),
                Optional.empty(), 10, Optional.empty())).payments();
    }

    private ProblemException assertProblem(ProblemCode code, ApiRequest request) {
        ProblemException refused = assertThrows(ProblemException.class, () -> creation().create(request));
        assertEquals(code, refused.problem().code());
        return refused;
    }

    private LinkCreation creation() {
        return creation(idempotency, payments, flot);
    }

    private LinkCreation creation(IdempotencyStore store, PaymentStore paymentStore, LinkCreator provider) {
        ProviderRegistry providers = new ProviderRegistry(List.of(provider, other));
        return new LinkCreation(store, paymentStore, providers, new Routing(() -> rules, providers), SamplePayments.IDS, clock,
                CONFIG, limit, metrics.metrics());
    }

    private String body(String amount) {
        return "{\"provider\":\"flot\",\"orderId\":\"" + orderId + "\",\"amount\":\"" + amount
                + "\",\"currency\":\"SLE\",\"method\":\"momo\"}";
    }

    private String routed(String customer) {
        return "{\"orderId\":\"" + orderId + "\",\"amount\":\"50.00\",\"currency\":\"SLE\",\"method\":\"momo\",\"customer\":" + customer + "}";
    }

    private static ApiRequest request(String merchant, String key, String body) {
        return new ApiRequest("POST", "/payment-links", Map.of(), Map.of(), Map.of("idempotency-key", key),
                body.getBytes(StandardCharsets.UTF_8), "api.example",
                Optional.of(new ApiRequest.Caller(merchant, Set.of("read", "write"))));
    }

    private static JsonValue json(ApiResponse answer) {
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
