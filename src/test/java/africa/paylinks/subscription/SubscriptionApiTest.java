package africa.paylinks.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.JsonValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionApiTest {

    private final SubscriptionFixture world = new SubscriptionFixture(Instant.parse("2026-11-29T07:00:00Z"));

    @Test
    void createsASubscriptionWithAllThatWasAskedFor() {
        ApiResponse answer = world.call("shop", "POST", "", """
                {"customer":{"id":"customer-42","name":"Ama","phone":"+233241234567","email":"ama@example.com"},"provider":"debiting","method":"momo",
                 "amount":"50.00","currency":"GHS","description":"Gold plan","interval":"month","intervalCount":1,"startsAt":"2026-12-01","timeZone":"Africa/Accra",
                 "chargeTime":"09:00","payments":12,"retryAfterDays":[1,3,7],"graceDays":3,"remindDaysBefore":1,"afterLastRetry":"suspend","metadata":{"plan":"gold"}}""");
        JsonValue json = SubscriptionFixture.json(answer);
        assertEquals(201, answer.status(), answer.body());
        assertTrue(json.path("id").asText().startsWith("sub_"));
        assertEquals("/subscriptions/" + json.path("id").asText(), answer.headers().get("location"));
        assertEquals("SCHEDULED", json.path("status").asText());
        assertEquals("2026-12-01", json.path("currentPeriod").asText());
        assertEquals("2026-12-01T09:00:00.000Z", json.path("nextChargeAt").asText());
        assertEquals("2026-11-30T09:00:00.000Z", json.path("nextReminderAt").asText());
        assertEquals(0, json.path("failedAttempts").intValue());
        assertEquals(12, json.path("payments").intValue());
        assertEquals(List.of(1, 3, 7), json.path("retryAfterDays").values().map(JsonValue::intValue).toList());
        assertEquals("gold", json.path("metadata").path("plan").asText());
        assertEquals(json, world.get("/" + json.path("id").asText()));
    }

    @Test
    void choosesTheProviderByTheRulesAndTheDefaultsByItself() {
        JsonValue json = world.subscribe(Map.of("provider", ""));
        assertEquals("debiting", json.path("provider").asText());
        assertEquals("momo", json.path("method").asText());
        assertEquals("2026-11-29", json.path("startsAt").asText());
        assertEquals("UTC", json.path("timeZone").asText());
        assertEquals("09:00", json.path("chargeTime").asText());
        assertEquals("suspend", json.path("afterLastRetry").asText());
        assertEquals(3, json.path("remindDaysBefore").intValue());
        assertTrue(json.path("payments").isNull());
    }

    @Test
    void aRetryGetsTheStoredAnswerAndMakesNoSecondSubscription() {
        String body = SubscriptionFixture.body(Map.of());
        ApiResponse first = world.call("shop", "POST", "", body, "key-1");
        ApiResponse again = world.call("shop", "POST", "", body, "key-1");
        assertEquals(first.body(), again.body());
        assertEquals("true", again.headers().get("idempotency-replayed"));
        assertEquals(422, world.call("shop", "POST", "", SubscriptionFixture.body(Map.of("amount", "\"51.00\"")), "key-1").status());
        assertNotEquals(first.body(), world.call("other", "POST", "", body, "key-1").body());
        assertEquals(400, world.call("shop", "POST", "", body, "").status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "amount | \"0\" | /amount", "amount | \"1.234\" | /amount", "amount | -1 | /amount", "amount | '' | /amount",
        "currency | \"ABC\" | /currency", "interval | \"fortnight\" | /interval", "interval | '' | /interval",
        "interval | 0 | /interval", "intervalCount | 0 | /intervalCount", "intervalCount | -1 | /intervalCount", "intervalCount | 1.5 | /intervalCount", "intervalCount | 367 | /intervalCount",
        "timeZone | \"Africa/Atlantis\" | /timeZone", "timeZone | \"+01:00\" | /timeZone",
        "startsAt | \"2026-11-28\" | /startsAt", "startsAt | \"2026-02-30\" | /startsAt", "startsAt | \"soon\" | /startsAt", "startsAt | \"2026-12-01T09:00:00Z\" | /startsAt",
        "chargeTime | \"25:00\" | /chargeTime", "payments | 0 | /payments",
        "retryAfterDays | [1,1] | /retryAfterDays/1", "retryAfterDays | [3,1] | /retryAfterDays/1", "retryAfterDays | [0] | /retryAfterDays/0",
        "retryAfterDays | [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31] | /retryAfterDays",
        "graceDays | -1 | /graceDays", "remindDaysBefore | \"3\" | /remindDaysBefore", "afterLastRetry | \"forget\" | /afterLastRetry",
        "provider | \"nobody\" | /provider", "method | \"cheque\" | /method", "customer | {\"phone\":\"12\"} | /customer/phone",
        "metadata | {\"a\":1} | /metadata/a", "plan | \"gold\" | /plan"})
    void refusesWhatIsNotValidWithAPointer(String field, String value, String pointer) {
        ApiResponse answer = world.call("shop", "POST", "", SubscriptionFixture.body(Map.of(field, value)));
        assertEquals(400, answer.status(), answer.body());
        assertEquals(List.of(pointer), SubscriptionFixture.json(answer).path("errors").values().map(error -> error.path("pointer").asText()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"currency | \"NGN\" | /currency", "method | \"card\" | /method", "customer | {\"id\":\"a\"} | /customer/phone"})
    void refusesWhatTheProviderCannotServe(String field, String value, String pointer) {
        ApiResponse answer = world.call("shop", "POST", "", SubscriptionFixture.body(Map.of(field, value)));
        assertEquals(422, answer.status(), answer.body());
        assertEquals(pointer, SubscriptionFixture.json(answer).path("errors").path(0).path("pointer").asText());
    }

    @Test
    void reportsAllErrorsAtOnce() {
        ApiResponse answer = world.call("shop", "POST", "", SubscriptionFixture.body(Map.of("amount", "0", "interval", "\"x\"", "graceDays", "-1")));
        assertEquals(3, SubscriptionFixture.json(answer).path("errors").size());
    }

    @Test
    void startsAtIsADateOfTheSubscriptionsZone() {
        SubscriptionFixture late = new SubscriptionFixture(Instant.parse("2026-11-29T23:30:00Z"));
        assertEquals(201, late.call("shop", "POST", "", SubscriptionFixture.body(Map.of("startsAt", "\"2026-11-29\""))).status());
        assertEquals(400, late.call("shop", "POST", "", SubscriptionFixture.body(Map.of("startsAt", "\"2026-11-29\"", "timeZone", "\"Africa/Lagos\""))).status());
    }

    @Test
    void listsTheMerchantsOwnByStatusAndCustomerPageByPage() {
        for (int i = 0; i < 5; i++) {
            world.subscribe(Map.of("customer", "{\"id\":\"customer-" + i % 2 + "\",\"phone\":\"+233241234567\"}"));
            world.clock.advance(java.time.Duration.ofSeconds(1));
        }
        world.call("other", "POST", "", SubscriptionFixture.body(Map.of()));
        TestTable.settle();
        JsonValue first = world.get("?limit=3");
        assertEquals(3, first.path("subscriptions").size());
        String cursor = first.path("nextCursor").asText();
        assertEquals(2, world.get("?limit=3&cursor=" + cursor).path("subscriptions").size());
        assertEquals(3, world.get("?customerId=customer-0").path("subscriptions").size());
        assertEquals(0, world.get("?customerId=customer-0&status=PAUSED").path("subscriptions").size());
        assertEquals(5, world.get("?status=SCHEDULED").path("subscriptions").size());
        assertEquals(400, world.call("other", "GET", "?cursor=" + cursor, "").status());
        assertEquals(400, world.call("shop", "GET", "?cursor=abc", "").status());
        assertEquals(400, world.call("shop", "GET", "?status=DONE&limit=0", "").status());
    }

    @Test
    void anothersSubscriptionAppearsAsNotFound() {
        String id = world.subscribe(Map.of()).path("id").asText();
        for (String call : List.of("GET /", "GET /periods", "GET /events", "PATCH /", "POST /pause", "POST /resume", "POST /cancel",
                "POST /periods/2026-11-29/pay")) {
            String[] parts = call.split(" /");
            String path = "/" + id + (parts.length > 1 ? "/" + parts[1] : "");
            assertEquals(404, world.call("other", parts[0], path, "{}").status(), call);
        }
        assertEquals(404, world.call("shop", "GET", "/sub_nothing", "").status());
        assertEquals(404, world.call("shop", "POST", "/" + id + "/periods/2026-11-30/pay", "").status());
        assertEquals(404, world.call("shop", "POST", "/" + id + "/periods/tomorrow/pay", "").status());
    }

    @Test
    void aChangeAppliesFromTheNextPeriodOn() {
        String id = world.subscribe(Map.of("startsAt", "\"2026-12-01\"")).path("id").asText();
        world.runUntil("2026-12-01T09:00:00Z");
        ApiResponse changed = world.call("shop", "PATCH", "/" + id,
                "{\"amount\":\"60.00\",\"retryAfterDays\":[2],\"customer\":{\"phone\":\"+233501111111\"},\"metadata\":{\"plan\":\"silver\"}}");
        assertEquals(200, changed.status(), changed.body());
        JsonValue json = SubscriptionFixture.json(changed);
        assertEquals("customer-42", json.path("customer").path("id").asText());
        assertEquals("60.00", json.path("amount").asText());
        world.runUntil("2027-01-01T09:00:00Z");
        assertEquals(List.of("50.00", "60.00"), world.get("/" + id + "/periods").path("periods").values()
                .map(period -> period.path("amount").asText()).toList());
        assertEquals(400, world.call("shop", "PATCH", "/" + id, "{\"interval\":\"day\"}").status());
        assertEquals(400, world.call("shop", "PATCH", "/" + id, "{\"amount\":null}").status());
    }

    @Test
    void anOptionalFieldThatIsNullCountsAsAbsent() {
        Map<String, String> nulls = new HashMap<>();
        for (String field : List.of("intervalCount", "payments", "retryAfterDays", "graceDays", "remindDaysBefore", "afterLastRetry",
                "startsAt", "timeZone", "chargeTime", "description", "metadata")) {
            nulls.put(field, "null");
        }
        JsonValue created = world.subscribe(nulls);
        assertEquals("suspend", created.path("afterLastRetry").asText());
        assertEquals("09:00", created.path("chargeTime").asText());

        String path = "/" + created.path("id").asText();
        ApiResponse changed = world.call("shop", "PATCH", path, "{\"afterLastRetry\":\"cancel\",\"description\":\"Gold\"}");
        assertEquals(200, changed.status(), changed.body());
        JsonValue unchanged = SubscriptionFixture.json(
                world.call("shop", "PATCH", path, "{\"afterLastRetry\":null,\"description\":null,\"customer\":null}"));
        assertEquals("cancel", unchanged.path("afterLastRetry").asText());
        assertEquals("Gold", unchanged.path("description").asText());
        assertEquals("customer-42", unchanged.path("customer").path("id").asText());
    }
}
