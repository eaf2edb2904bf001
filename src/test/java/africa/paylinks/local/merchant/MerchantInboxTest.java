package africa.paylinks.local.merchant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.merchant.MerchantInbox;
import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The merchant's endpoint in the sandbox, with webhooks that the official library has signed. */
class MerchantInboxTest {

    private static final String SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAx";
    private static final String OLDER = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAw";
    private static final String OTHER = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC05OTk5";

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final MerchantInbox inbox = new MerchantInbox(() -> List.of(SECRET, OLDER), new Orders(kept, "merchant"), kept, Clock.systemUTC());

    @Test
    void storesWebhooksOfBothSecretsAndListsThemByPayment() throws Exception {
        assertEquals(200, post(SECRET, "payment.created", "pay_1", 0).status());
        assertEquals(200, post(OLDER, "payment.completed", "pay_1", 0).status());
        assertEquals(200, post(SECRET, "payment.created", "pay_2", 0).status());
        JsonNode ofOne = control("GET", "", "pay_1");
        assertEquals(3, ofOne.path("received").asInt());
        assertEquals(List.of("payment.created", "payment.completed"), ofOne.path("notifications").findValuesAsText("type"));
        assertTrue(ofOne.path("notifications").get(0).path("verified").asBoolean());
        assertEquals(3, control("GET", "").path("notifications").size());
        assertEquals(204, inbox.control(call("DELETE", Map.of(), ""), List.of()).status());
        assertEquals(0, control("GET", "").path("received").asInt());
    }

    @Test
    void refusesAndListsWebhooksWithoutAValidSignature() throws Exception {
        assertEquals(401, post(OTHER, "payment.completed", "pay_1", 0).status());
        assertEquals(401, post(SECRET, "payment.completed", "pay_1", -600).status());
        assertEquals(401, inbox.answer(call("POST", Map.of(), "{}"), "/").status());
        assertEquals(405, inbox.answer(call("GET", Map.of(), ""), "/").status());
        JsonNode list = control("GET", "");
        assertEquals(3, list.path("unverified").asInt());
        assertEquals(List.of("no signature fits", "the timestamp is off", "a header is missing"),
                list.path("notifications").findValuesAsText("complaint"));
    }

    @Test
    void failsTheRequestedNumberOfTimes() throws Exception {
        assertEquals(503, control("POST", "{\"status\":503,\"times\":2,\"retryAfter\":\"7\"}").path("next").path("status").asInt());
        LocalResponse first = post(SECRET, "payment.created", "pay_1", 0);
        assertEquals(503, first.status());
        assertEquals(List.of("7"), first.headers().get("Retry-After"));
        assertEquals(503, post(SECRET, "payment.created", "pay_1", 0).status());
        assertEquals(200, post(SECRET, "payment.created", "pay_1", 0).status());
        control("POST", "{\"status\":0}");
        assertEquals(0, post(SECRET, "payment.created", "pay_1", 0).status(), "the connection breaks");
        for (String nonsense : List.of("{\"status\":99}", "{\"state\":500}", "{\"times\":-1}", "no JSON")) {
            assertEquals(400, inbox.control(call("POST", Map.of(), nonsense), List.of()).status(), nonsense);
        }
    }

    private LocalResponse post(String secret, String type, String paymentId, int secondsOff) throws Exception {
        String body = "{\"type\":\"" + type + "\",\"data\":{\"id\":\"" + paymentId + "\",\"status\":\"PENDING\"}}";
        long timestamp = System.currentTimeMillis() / 1000 + secondsOff;
        return inbox.answer(call("POST", Map.of("webhook-id", "evt_1", "webhook-timestamp", Long.toString(timestamp),
                "webhook-signature", new Webhook(secret).sign("evt_1", timestamp, body)), body), "/");
    }

    private JsonNode control(String method, String body, String... path) throws Exception {
        return Json.readObject(inbox.control(call(method, Map.of(), body), List.of(path)).body());
    }

    private static LocalRequest call(String method, Map<String, String> headers, String body) {
        Map<String, List<String>> all = new HashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new LocalRequest(method, "/merchant", "", all, body.getBytes(StandardCharsets.UTF_8), false, "HTTP/1.1", "127.0.0.1");
    }
}
