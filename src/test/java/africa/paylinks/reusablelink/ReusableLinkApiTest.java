package africa.paylinks.reusablelink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.PaymentStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReusableLinkApiTest {

    private final ReusableLinkFixture world = new ReusableLinkFixture();

    @Test
    void createsALinkWithAllThatWasAskedFor() {
        ApiResponse answer = world.call("shop", "POST", "", """
                {"amount":"50.00","currency":"NGN","provider":"pages","method":"card","description":"Ticket","quantity":{"min":1,"max":4},
                 "collect":["note","name","email"],"limit":50,"expiresAt":"2026-12-31T12:00:00Z","inactiveMessage":"Sold out.",
                 "redirectUrl":"https://shop.example/thanks","metadata":{"event":"fair"}}""");
        JsonValue json = ReusableLinkFixture.json(answer);
        assertEquals(201, answer.status(), answer.body());
        String id = json.path("id").asText();
        assertTrue(id.matches("link_[a-z2-7]{12}"), id);
        assertEquals("/links/" + id, answer.headers().get("location"));
        assertEquals("https://pay.example/l/" + id.substring(5), json.path("url").asText());
        assertEquals("https://pay.example/links/" + id + "/qr.svg", json.path("qrUrl").asText());
        assertEquals(json.path("url").asText() + "/poster", json.path("posterUrl").asText());
        assertEquals("ACTIVE", json.path("status").asText());
        assertEquals(List.of("name", "email", "note"), json.path("collect").values().map(JsonValue::asText).toList());
        assertEquals(4, json.path("quantity").path("max").intValue());
        assertEquals(50, json.path("limit").intValue());
        assertEquals(0, json.path("completed").intValue());
        assertEquals("fair", json.path("metadata").path("event").asText());
        assertEquals(json, world.get("/" + id));
    }

    @Test
    void theCustomerChoosesTheAmountWhereThereIsNone() {
        JsonValue json = ReusableLinkFixture.json(world.call("shop", "POST", "", ReusableLinkFixture.body(Map.of("amount", "null", "minimum", "\"5\"",
                "maximum", "\"1000.00\"", "suggestions", "[\"20\",50]"))));
        assertTrue(json.path("amount").isNull());
        assertEquals("5.00", json.path("minimum").asText());
        assertEquals(List.of("20.00", "50.00"), json.path("suggestions").values().map(JsonValue::asText).toList());
        assertTrue(json.path("quantity").isNull());
        assertTrue(json.path("limit").isNull());
    }

    @Test
    void aChangeOutlastsAConflictWithAClaim() {
        ReusableLink link = world.link(Map.of("limit", "3", "expiresAt", "\"2026-12-31T12:00:00Z\""));
        LinkAvailability unlimited = new LinkAvailability(true, Optional.empty(), Optional.empty(), Optional.empty());
        assertTrue(world.conflicting(2).change(link.with(unlimited, world.clock.instant())));
        assertEquals(unlimited, world.store.find(link.id()).orElseThrow().availability());
    }

    @Test
    void aRetryGetsTheStoredAnswerAndMakesNoSecondLink() {
        String body = ReusableLinkFixture.body(Map.of());
        ApiResponse first = world.call("shop", "POST", "", body, "key-1");
        ApiResponse again = world.call("shop", "POST", "", body, "key-1");
        assertEquals(first.body(), again.body());
        assertEquals("true", again.headers().get("idempotency-replayed"));
        assertEquals(422, world.call("shop", "POST", "", ReusableLinkFixture.body(Map.of("amount", "\"51.00\"")), "key-1").status());
        assertNotEquals(first.body(), world.call("other", "POST", "", body, "key-1").body());
        assertEquals(400, world.call("shop", "POST", "", body, "").status());
    }

    @Test
    void aRetryAfterTheExpiryStillGetsTheStoredAnswer() {
        String body = ReusableLinkFixture.body(Map.of("expiresAt", "\"2026-11-29T08:00:00Z\""));
        ApiResponse first = world.call("shop", "POST", "", body, "key-2");
        world.clock.advance(Duration.ofHours(2));
        assertEquals(first.body(), world.call("shop", "POST", "", body, "key-2").body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "amount | \"0\" | /amount", "amount | \"1.234\" | /amount", "amount | -1 | /amount", "amount | {} | /amount",
        "currency | \"ABC\" | /currency", "currency | '' | /currency", "provider | \"nobody\" | /provider", "method | \"cheque\" | /method",
        "minimum | \"5\" | /minimum", "maximum | \"5\" | /maximum", "suggestions | [\"5\"] | /suggestions",
        "quantity | 3 | /quantity", "quantity | {\"min\":0} | /quantity/min", "quantity | {\"min\":3,\"max\":2} | /quantity/max",
        "quantity | {\"max\":1001} | /quantity/max", "quantity | {\"most\":2} | /quantity/most",
        "collect | \"name\" | /collect", "collect | [\"name\",\"age\"] | /collect/1", "collect | [\"name\",\"name\"] | /collect/1", "collect | [1] | /collect/0",
        "limit | 0 | /limit", "limit | 1.5 | /limit", "limit | \"5\" | /limit", "limit | 1000001 | /limit",
        "expiresAt | \"2026-11-29T06:59:00Z\" | /expiresAt", "expiresAt | \"soon\" | /expiresAt", "expiresAt | \"2028-01-01T00:00:00Z\" | /expiresAt",
        "inactiveMessage | 7 | /inactiveMessage", "inactiveMessage | \" \" | /inactiveMessage", "redirectUrl | \"javascript:alert(1)\" | /redirectUrl",
        "description | \"a\\u0007b\" | /description", "metadata | {\"a\":1} | /metadata/a", "metadata | {\"note\":\"x\"} | /metadata/note",
        "metadata | {\"quantity\":\"x\"} | /metadata/quantity", "orderId | \"ord-1\" | /orderId", "active | true | /active"})
    void refusesWhatIsNotValidWithAPointer(String field, String value, String pointer) {
        ApiResponse answer = world.call("shop", "POST", "", ReusableLinkFixture.body(Map.of(field, value)));
        assertEquals(400, answer.status(), answer.body());
        assertEquals(List.of(pointer), ReusableLinkFixture.pointers(answer));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "minimum | \"2000\" | /maximum", "suggestions | [\"20\",\"2000\"] | /suggestions/1", "suggestions | [\"20\",\"20.00\"] | /suggestions/1",
        "suggestions | [\"x\"] | /suggestions/0", "suggestions | [1,2,3,4,5,6,7] | /suggestions", "quantity | {\"max\":2} | /quantity"})
    void refusesWhatAnOpenAmountCannotHave(String field, String value, String pointer) {
        Map<String, String> fields = new HashMap<>(Map.of("amount", "null", "minimum", "\"1\"", "maximum", "\"1000\""));
        fields.put(field, value);
        ApiResponse answer = world.call("shop", "POST", "", ReusableLinkFixture.body(fields));
        assertEquals(400, answer.status(), answer.body());
        assertEquals(List.of(pointer), ReusableLinkFixture.pointers(answer));
    }

    @Test
    void refusesAQuantityWhoseAmountIsTooLarge() {
        ApiResponse answer = world.call("shop", "POST", "", ReusableLinkFixture.body(Map.of("amount", "\"9000000000000\"", "quantity", "{\"max\":1000}")));
        assertEquals(List.of("/quantity/max"), ReusableLinkFixture.pointers(answer));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"currency | \"GHS\" | /currency", "method | \"momo\" | /method", "amount | \"2000000\" | /collect",
        "provider | \"debiting\" | /currency"})
    void refusesWhatTheProviderCannotServe(String field, String value, String pointer) {
        ApiResponse answer = world.call("shop", "POST", "", ReusableLinkFixture.body(Map.of(field, value)));
        assertEquals(422, answer.status(), answer.body());
        assertEquals(List.of(pointer), ReusableLinkFixture.pointers(answer));
    }

    @Test
    void whatTheProviderNeedsMayBeCollected() {
        assertEquals(201, world.call("shop", "POST", "", ReusableLinkFixture.body(Map.of("amount", "\"2000000\"", "collect", "[\"email\"]"))).status());
    }

    @Test
    void changesWhenALinkCanBePaid() {
        ReusableLink link = world.link(Map.of("limit", "5", "inactiveMessage", "\"Later.\""));
        String path = "/" + link.id();
        JsonValue off = ReusableLinkFixture.json(world.call("shop", "PATCH", path, "{\"active\":false,\"inactiveMessage\":\"Sold out.\"}"));
        assertEquals("INACTIVE", off.path("status").asText());
        assertEquals("Sold out.", off.path("inactiveMessage").asText());
        assertEquals(5, off.path("limit").intValue());
        JsonValue more = ReusableLinkFixture.json(world.call("shop", "PATCH", path, "{\"active\":true,\"limit\":7,\"expiresAt\":\"2026-11-30T00:00:00Z\"}"));
        assertEquals("ACTIVE", more.path("status").asText());
        assertEquals(7, more.path("limit").intValue());
        world.clock.advance(Duration.ofDays(1));
        assertEquals("EXPIRED", world.get(path).path("status").asText());
        JsonValue open = ReusableLinkFixture.json(world.call("shop", "PATCH", path, "{\"limit\":null,\"expiresAt\":null,\"inactiveMessage\":null}"));
        assertEquals("ACTIVE", open.path("status").asText());
        assertTrue(open.path("limit").isNull());
        assertTrue(open.path("inactiveMessage").isNull());
        assertEquals(open, world.get(path));
        assertEquals(List.of("/amount"), ReusableLinkFixture.pointers(world.call("shop", "PATCH", path, "{\"amount\":\"1\"}")));
        assertEquals(List.of("/active", "/limit"), ReusableLinkFixture.pointers(world.call("shop", "PATCH", path, "{\"active\":1,\"limit\":0}")));
    }

    @Test
    void aLowerLimitStopsNewPaymentsAndKeepsTheOpenOnes() {
        ReusableLink link = world.link(Map.of());
        String first = world.begin(link).id();
        String second = world.begin(link).id();
        world.call("shop", "PATCH", "/" + link.id(), "{\"limit\":1}");
        assertEquals("BUSY", world.get("/" + link.id()).path("status").asText());
        world.end(first, PaymentStatus.COMPLETED);
        world.end(second, PaymentStatus.COMPLETED);
        assertEquals("LIMIT_REACHED", world.get("/" + link.id()).path("status").asText());
        world.call("shop", "PATCH", "/" + link.id(), "{\"limit\":3}");
        assertEquals("ACTIVE", world.get("/" + link.id()).path("status").asText());
    }

    @Test
    void listsTheMerchantsOwnLinksPageByPage() {
        for (int i = 0; i < 5; i++) {
            world.link(Map.of());
            world.clock.advance(Duration.ofSeconds(1));
        }
        world.call("other", "POST", "", ReusableLinkFixture.body(Map.of()));
        TestTable.settle();
        JsonValue first = world.get("?limit=3");
        assertEquals(3, first.path("links").size());
        String cursor = first.path("nextCursor").asText();
        assertEquals(2, world.get("?limit=3&cursor=" + cursor).path("links").size());
        assertEquals(400, world.call("other", "GET", "?cursor=" + cursor, "").status());
        assertEquals(400, world.call("shop", "GET", "?cursor=abc&limit=0", "").status());
    }

    @Test
    void listsThePaymentsOfALinkAndNoOthers() {
        ReusableLink link = world.link(Map.of());
        String paid = world.begin(link).id();
        world.clock.advance(Duration.ofSeconds(1));
        String open = world.begin(link).id();
        world.begin(world.link(Map.of()));
        world.end(paid, PaymentStatus.COMPLETED);
        TestTable.settle();
        JsonValue json = world.get("/" + link.id() + "/payments");
        assertEquals(List.of(open, paid), json.path("payments").values().map(payment -> payment.path("id").asText()).toList());
        assertEquals(List.of(link.id()), json.path("payments").values().map(payment -> payment.path("linkId").asText()).distinct().toList());
        JsonValue completed = world.get("/" + link.id() + "/payments?status=COMPLETED&limit=1");
        assertEquals(List.of(paid), completed.path("payments").values().map(payment -> payment.path("id").asText()).toList());
        String cursor = world.get("/" + link.id() + "/payments?limit=1").path("nextCursor").asText();
        assertEquals(paid, world.get("/" + link.id() + "/payments?limit=1&cursor=" + cursor).path("payments").path(0).path("id").asText());
        assertEquals(400, world.call("shop", "GET", "/" + link.id() + "/payments?status=DONE", "").status());
        assertEquals(400, world.call("shop", "GET", "/" + world.link(Map.of()).id() + "/payments?cursor=" + cursor, "").status());
    }

    @Test
    void anothersLinkAppearsAsNotFound() {
        String id = world.link(Map.of()).id();
        for (String call : List.of("GET ", "GET /payments", "PATCH ")) {
            String[] parts = call.split(" ", 2);
            assertEquals(404, world.call("other", parts[0], "/" + id + parts[1], "{}").status(), call);
        }
        assertEquals(404, world.call("shop", "GET", "/link_nothing", "").status());
    }
}
