package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.merchant.MerchantFixture;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class EventApiTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DeliveryFixture fixture = new DeliveryFixture(clock);
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final EventApi api = new EventApi(fixture.log, new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG), fixture.payments,
            fixture.merchants.store, fixture.queue, fixture.config, SamplePayments.IDS, clock);

    @BeforeEach
    void enter() {
        fixture.endpoint(endpoint.url(), DeliveryFixture.SECRET);
        // Few attempts: the schedule itself is tested elsewhere.
        fixture.wire(new DynamoLeaseStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS),
                new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG), DeliveryFixture.schedule("5s"));
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void theEventsOfADayOfOutageAreResentByOneCallInOrderPerPaymentWithTheSameIds() {
        endpoint.answer(any -> 500);
        List<PaymentTerms> payments = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
            fixture.publish(terms);
            payments.add(terms);
        }
        work();
        assertEquals(60, fixture.queue.bodies(FakeQueue.DEAD).size(), "all attempts failed");
        assertEquals(Set.of("failed"), statuses(get(Map.of("limit", "100"))));
        Set<String> ids = endpoint.received().stream().map(FakeEndpoint.Received::id).collect(Collectors.toSet());
        assertEquals(60, ids.size());

        endpoint.answer(any -> 200);
        endpoint.received().clear();
        ApiResponse answer = api.resendRange(post("/events/resend", Map.of(), "{\"from\":\"" + SamplePayments.NOW.minusSeconds(60) + "\"}"));
        assertEquals(202, answer.status(), answer.body());
        work();
        Map<String, List<String>> types = new TreeMap<>();
        endpoint.received().forEach(one -> types.computeIfAbsent(one.paymentId(), any -> new ArrayList<>()).add(one.type()));
        assertEquals(30, types.size());
        assertEquals(Set.of(List.of("payment.created", "payment.completed")), new HashSet<>(types.values()));
        assertEquals(ids, endpoint.received().stream().map(FakeEndpoint.Received::id).collect(Collectors.toSet()));
        assertEquals(Set.of("delivered"), statuses(get(Map.of("limit", "100"))));

        api.resendRange(post("/events/resend", Map.of(), "{\"from\":\"" + SamplePayments.NOW.minusSeconds(60) + "\",\"undelivered\":true}"));
        work();
        assertEquals(60, endpoint.received().size(), "nothing was undelivered");
    }

    @Test
    void aResendKeepsTheOrderWhenTheFirstEventFailsAgain() {
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        fixture.publish(terms);
        work();
        endpoint.received().clear();
        int[] failures = {1};
        endpoint.answer(one -> failures[0]-- > 0 ? 503 : 200);
        api.resendRange(post("/events/resend", Map.of(), "{\"from\":\"" + SamplePayments.NOW.minusSeconds(60) + "\"}"));
        work();
        assertEquals(List.of("payment.created", "payment.created", "payment.completed"), endpoint.types());
    }

    @Test
    void aRepeatedMessageOfAResendSendsNothingTwice() {
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        fixture.publish(terms);
        work();
        endpoint.received().clear();
        api.resendRange(post("/events/resend", Map.of(), "{\"from\":\"" + SamplePayments.NOW.minusSeconds(60) + "\"}"));
        String message = fixture.queue.bodies(FakeQueue.EVENTS).get(0);
        work();
        assertEquals(2, endpoint.received().size());
        fixture.queue.send(FakeQueue.EVENTS, List.of(message));
        work();
        assertEquals(2, endpoint.received().size());
    }

    @Test
    void eventsSkippedWhileTheEndpointWasOffStayVisibleAndCanBeSent() {
        fixture.merchants.switchOff(fixture.merchant);
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        fixture.publish(terms);
        work();
        assertEquals(List.of(), endpoint.received());
        assertEquals(List.of("created - skipped -", "completed - skipped -"), fixture.attempts(terms));
        JsonValue page = get(Map.of("paymentId", terms.id()));
        assertEquals(Set.of("skipped"), statuses(page));
        fixture.merchants.switchOn(fixture.merchant);
        String id = page.path("events").path(0).path("id").asText();
        assertEquals("payment.completed", page.path("events").path(0).path("type").asText());
        assertEquals(202, api.resend(post("/events/" + id + "/resend", Map.of("id", id), "")).status());
        work();
        assertEquals(List.of("payment.created", "payment.completed"), endpoint.types(), "what was skipped before it comes first");
    }

    @Test
    void aDeliveredEventIsResentThoughALaterOneWasDelivered() {
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        fixture.publish(terms);
        work();
        String id = endpoint.received().get(0).id();
        api.resend(post("/events/" + id + "/resend", Map.of("id", id), "{\"endpointId\":\"default\"}"));
        work();
        assertEquals(List.of("payment.created", "payment.completed", "payment.created"), endpoint.types());
        assertEquals(endpoint.received().get(0).body(), endpoint.received().get(2).body());
        JsonValue event = json(api.event(request("GET", "/events/" + id, Map.of("id", id), Map.of(), "", "read")));
        assertEquals(2, event.path("attempts").size());
        assertEquals(200, event.path("attempts").path(1).path("httpStatus").intValue());
        assertEquals(endpoint.received().get(0).json().path("data"), event.path("data"));
    }

    @Test
    void eachEndpointHasItsOwnRetriesSecretTypesAndLog() {
        try (FakeEndpoint second = new FakeEndpoint(); FakeEndpoint third = new FakeEndpoint()) {
            MerchantFixture.Added added = fixture.merchants.addEndpoint(fixture.merchant, second.url());
            MerchantFixture.Added completedOnly = fixture.merchants.addEndpoint(fixture.merchant, third.url(), "payment.completed", "transfer.*");
            second.answer(any -> 500);
            PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
            fixture.publish(terms);
            work();
            assertEquals(List.of("payment.created", "payment.completed"), endpoint.types(), "it does not wait for the second");
            assertEquals(List.of("payment.completed"), third.types());
            assertEquals(2, second.received().stream().map(FakeEndpoint.Received::id).distinct().count(), "both are tried, and given up");
            FakeEndpoint.Received last = third.received().get(0);
            assertEquals(WebhookSignature.of(last.id(), Instant.ofEpochSecond(Long.parseLong(last.headers().get("Webhook-timestamp").get(0))),
                    last.body().getBytes(StandardCharsets.UTF_8), fixture.merchants.endpoints().of(fixture.merchant).stream()
                            .filter(one -> one.id().equals(completedOnly.id())).findFirst().orElseThrow().secrets()),
                    last.headers().get("Webhook-signature").get(0));
            Map<String, String> deliveries = new TreeMap<>();
            get(Map.of("type", "payment.completed")).path("events").path(0).path("deliveries").forEach(one ->
                    deliveries.put(one.path("endpointId").asText(), one.path("status").asText()));
            assertEquals(new TreeMap<>(Map.of("default", "delivered", added.id(), "failed", completedOnly.id(), "delivered")), deliveries);

            second.answer(any -> 200);
            second.received().clear();
            api.resendRange(post("/events/resend", Map.of(), "{\"from\":\"" + SamplePayments.NOW.minusSeconds(60) + "\",\"endpointId\":\""
                    + added.id() + "\"}"));
            work();
            assertEquals(List.of("payment.created", "payment.completed"), second.types());
            assertEquals(2, endpoint.received().size(), "the others get nothing");
        }
    }

    @Test
    void aNewEndpointGetsNothingFromBefore() {
        PaymentTerms terms = fixture.payment();
        fixture.publish(terms);
        work();
        clock.advance(Duration.ofDays(1));
        try (FakeEndpoint second = new FakeEndpoint()) {
            fixture.merchants.addEndpoint(fixture.merchant, second.url());
            fixture.publish(terms);
            work();
            assertEquals(List.of(), second.received());
            assertEquals(1, get(Map.of()).path("events").path(0).path("deliveries").size());
        }
    }

    @Test
    void pagesCoverAllEventsNewestFirstAndTypesFilter() {
        for (int i = 0; i < 7; i++) {
            fixture.publish(fixture.payment(PaymentStatus.COMPLETED));
        }
        List<String> ids = new ArrayList<>();
        List<String> times = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonValue page = get(cursor.map(next -> Map.of("limit", "3", "cursor", next)).orElse(Map.of("limit", "3")));
            page.path("events").forEach(event -> {
                ids.add(event.path("id").asText());
                times.add(event.path("at").asText());
            });
            cursor = page.path("nextCursor").text();
        } while (cursor.isPresent());
        assertEquals(14, new HashSet<>(ids).size());
        assertEquals(14, ids.size());
        assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times);
        assertEquals(7, get(Map.of("type", "payment.completed", "limit", "100")).path("events").size());
        assertEquals(14, get(Map.of("type", "payment.*", "limit", "100")).path("events").size());
        assertEquals(0, get(Map.of("type", "transfer.paid,subscription.created", "limit", "100")).path("events").size());
        assertEquals(0, get(Map.of("from", SamplePayments.NOW.plusSeconds(3600).toString())).path("events").size());
    }

    @Test
    void anEventOfAnotherMerchantDoesNotExist() {
        PaymentTerms terms = fixture.payment();
        fixture.publish(terms);
        String id = get(Map.of()).path("events").path(0).path("id").asText();
        ApiRequest foreign = new ApiRequest("GET", "/events/" + id, Map.of("id", id), Map.of(), Map.of(), new byte[0], "api.example",
                Optional.of(new ApiRequest.Caller("another-" + fixture.merchant, Set.of("read", "write"))));
        assertEquals(404, assertThrows(ProblemException.class, () -> api.event(foreign)).problem().code().status());
        assertEquals(404, assertThrows(ProblemException.class, () -> api.resend(foreign)).problem().code().status());
        ApiRequest search = new ApiRequest("GET", "/events", Map.of(), Map.of("paymentId", terms.id()), Map.of(), new byte[0], "api.example",
                Optional.of(new ApiRequest.Caller("another-" + fixture.merchant, Set.of("read"))));
        assertEquals(0, json(api.search(search)).path("events").size());
    }

    /** The log holds events that book money for reports, but their content is gone. */
    @Test
    void anEventOfMoreThanThirtyDaysAgoIsGone() {
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        fixture.publish(terms);
        String id = get(Map.of("type", "payment.completed")).path("events").path(0).path("id").asText();
        clock.advance(Duration.ofDays(30));
        assertEquals(1, get(Map.of("type", "payment.completed")).path("events").size());
        clock.advance(Duration.ofSeconds(3));
        for (Map<String, String> query : List.<Map<String, String>>of(Map.of(), Map.of("paymentId", terms.id()), Map.of("from", "2026-01-01T00:00:00Z"))) {
            assertEquals(0, get(query).path("events").size(), query.toString());
        }
        assertEquals(404, assertThrows(ProblemException.class, () -> api.event(request("GET", "/events/" + id, Map.of("id", id), Map.of(), "", "read")))
                .problem().code().status());
        assertEquals(404, assertThrows(ProblemException.class, () -> api.resend(post("/events/" + id + "/resend", Map.of("id", id), "")))
                .problem().code().status());
    }

    @Test
    void invalidRequestsAreRefusedWithAllErrors() {
        ProblemException refused = assertThrows(ProblemException.class, () -> api.resendRange(post("/events/resend", Map.of(),
                "{\"from\":\"yesterday\",\"types\":[\"money.arrived\",7],\"endpointId\":\"we_none\",\"undelivered\":\"yes\"}")));
        assertEquals(List.of("/from", "/types/0", "/types/1", "/endpointId", "/undelivered"),
                refused.problem().errors().stream().map(error -> error.pointer()).toList());
        assertThrows(ProblemException.class, () -> api.resendRange(post("/events/resend", Map.of(), "{}")));
        assertThrows(ProblemException.class, () -> get(Map.of("type", "payment")));
        assertEquals(403, assertThrows(ProblemException.class, () -> api.resendRange(request("POST", "/events/resend", Map.of(), Map.of(), "{}", "read")))
                .problem().code().status());
    }

    private Set<String> statuses(JsonValue page) {
        Set<String> statuses = new HashSet<>();
        page.path("events").forEach(event -> event.path("deliveries").forEach(one -> statuses.add(one.path("status").asText())));
        assertTrue(page.path("events").size() > 0);
        return statuses;
    }

    private JsonValue get(Map<String, String> query) {
        TestTable.settle();
        return json(api.search(request("GET", "/events", Map.of(), query, "", "read")));
    }

    private ApiRequest post(String path, Map<String, String> parameters, String body) {
        clock.advance(Duration.ofSeconds(10));
        TestTable.settle();
        return request("POST", path, parameters, Map.of(), body, "write");
    }

    private ApiRequest request(String method, String path, Map<String, String> parameters, Map<String, String> query, String body, String scope) {
        return new ApiRequest(method, path, parameters, query, Map.of(), body.getBytes(StandardCharsets.UTF_8), "api.example",
                Optional.of(new ApiRequest.Caller(fixture.merchant, Set.of(scope))));
    }

    private static JsonValue json(ApiResponse answer) {
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    /** Works until nothing waits any more, letting time pass as it has to. */
    private void work() {
        for (int i = 0; i < 5_000; i++) {
            Optional<Instant> next = fixture.next();
            if (next.isEmpty()) {
                return;
            }
            if (next.get().isAfter(clock.instant())) {
                clock.advance(Duration.between(clock.instant(), next.get()));
            }
            if (!fixture.step(0)) {
                fixture.bring();
            }
        }
        throw new AssertionError("The queue is not empty: " + fixture.queue.bodies(FakeQueue.EVENTS));
    }
}
