package africa.paylinks.merchant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookEndpointApiTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private final MerchantFixture fixture = new MerchantFixture(clock);
    private final String merchant = "shop-" + UUID.randomUUID().toString().substring(0, 8);
    private final List<MerchantEndpoint> pinged = new ArrayList<>();
    private final WebhookEndpointApi api = fixture.api(
            url -> url.startsWith("https://") ? Optional.empty() : Optional.of("not-https"), endpoint -> {
                pinged.add(endpoint);
                return new EndpointPing.Result("evt_ping_x", OptionalInt.of(503), "");
            });

    @BeforeEach
    void add() {
        fixture.store.write(Optional.empty(), MerchantProfile.created(merchant, clock.instant()));
    }

    @Test
    void aMerchantManagesSeveralEndpointsWithTypesAndSecrets() {
        JsonValue shop = json(api.create(post("{\"url\":\"https://shop.example/hooks\"}")));
        JsonValue books = json(api.create(post("{\"url\":\"https://books.example/hooks\",\"types\":[\"payment.*\",\"transfer.paid\"]}")));
        assertEquals(List.of("*"), texts(shop.path("types")));
        assertEquals(List.of("payment.*", "transfer.paid"), texts(books.path("types")));
        String secret = books.path("secret").asText();
        assertTrue(secret.startsWith("whsec_"), secret);
        assertEquals(2, json(api.list(get())).path("endpoints").size());
        assertFalse(api.list(get()).body().contains("whsec_"), "a secret is shown only once");
        String id = books.path("id").asText();
        List<MerchantEndpoint> stored = fixture.endpoints().of(merchant);
        assertEquals(SigningSecrets.read(secret).orElseThrow().hmacSha256(new byte[1]).length, 32);
        assertEquals(List.of(1, 1), stored.stream().map(one -> one.secrets().size()).toList());

        JsonValue changed = json(api.change(request("PATCH", id, "{\"types\":[\"*\"],\"active\":false,\"url\":\"https://books.example/new\"}", "admin")));
        assertEquals("https://books.example/new", changed.path("url").asText());
        assertFalse(changed.path("active").booleanValue());
        assertTrue(changed.path("offSince").isText());
        assertEquals(2, json(api.rotate(request("POST", id, "", "admin"))).path("secrets").size());
        assertEquals(2, json(api.rotate(request("POST", id, "", "admin"))).path("secrets").size(), "the newest and the one before");
        assertEquals(204, api.remove(request("DELETE", id, "", "admin")).status());
        assertEquals(404, status(() -> api.find(request("GET", id, "", "admin"))));
        assertEquals(1, json(api.list(get())).path("endpoints").size());
    }

    @Test
    void aPingReturnsHowTheEndpointResponded() {
        String id = json(api.create(post("{\"url\":\"https://shop.example/hooks\"}"))).path("id").asText();
        JsonValue result = json(api.ping(request("POST", id, "", "admin")));
        assertEquals(503, result.path("httpStatus").intValue());
        assertFalse(result.path("delivered").booleanValue());
        assertEquals(List.of("https://shop.example/hooks"), pinged.stream().map(MerchantEndpoint::url).toList());
    }

    @Test
    void onlyAKeyWithTheScopeAdminManagesEndpoints() {
        ApiRequest writer = request("POST", "", "{\"url\":\"https://shop.example/hooks\"}", "write");
        assertEquals(403, status(() -> api.create(writer)));
        assertEquals(403, status(() -> api.list(writer)));
    }

    @Test
    void invalidEndpointsAreRefused() {
        assertEquals(400, status(() -> api.create(post("{}"))));
        assertEquals(400, status(() -> api.create(post("{\"url\":\"http://shop.example/hooks\"}"))));
        assertEquals(400, status(() -> api.create(post("{\"url\":\"https://shop.example/#x\"}"))));
        assertEquals(400, status(() -> api.create(post("{\"url\":\"https://shop.example/\",\"types\":[\"everything\"]}"))));
        api.create(post("{\"url\":\"https://shop.example/\"}"));
        assertEquals(400, status(() -> api.create(post("{\"url\":\"https://shop.example/\"}"))), "a retried creation makes no second endpoint");
        for (int i = 1; i < 10; i++) {
            api.create(post("{\"url\":\"https://shop.example/" + i + "\"}"));
        }
        assertEquals(400, status(() -> api.create(post("{\"url\":\"https://shop.example/more\"}"))));
    }

    @Test
    void operatorsManageEndpointsByTheirIds() {
        MerchantAdministration operator = fixture.administration(url -> Optional.empty());
        operator.manage(MerchantFixture.request("set-endpoint", merchant, Map.of("url", "https://shop.example/default")));
        ManagementAnswer added = operator.manage(MerchantFixture.request("add-endpoint", merchant,
                Map.of("url", "https://shop.example/more", "types", "payment.completed")));
        assertTrue(added.secret().startsWith("whsec_"));
        ManagementAnswer.EndpointView more = operator.manage(MerchantFixture.request("list", merchant, Map.of())).merchants().get(0).endpoints().get(1);
        assertEquals(List.of("payment.completed"), more.types());
        operator.manage(MerchantFixture.request("set-types", merchant, Map.of("endpoint", more.id(), "types", "*")));
        operator.manage(MerchantFixture.request("switch-off", merchant, Map.of("endpoint", more.id())));
        assertEquals(List.of(false, true), fixture.endpoints().of(merchant).stream().map(MerchantEndpoint::off).toList());
        assertEquals(EventTypes.ALL, fixture.endpoints().of(merchant).get(1).types());
        assertEquals(List.of("Accepted: HTTP status 204, event evt_ping_1."),
                operator.manage(MerchantFixture.request("ping", merchant, Map.of("endpoint", more.id()))).notes());
        operator.manage(MerchantFixture.request("new-data-key", merchant, Map.of()));
        fixture.reseal(merchant);
        assertEquals(List.of("k2", "k2"), fixture.store.find(merchant).orElseThrow().endpoints().stream().map(one -> one.url().keyId()).toList());
        assertEquals(List.of("https://shop.example/default", "https://shop.example/more"),
                fixture.endpoints().of(merchant).stream().map(MerchantEndpoint::url).toList());
        operator.manage(MerchantFixture.request("remove-endpoint", merchant, Map.of("endpoint", more.id())));
        assertEquals(List.of("default"), fixture.endpoints().of(merchant).stream().map(MerchantEndpoint::id).toList());
        // Other tests list all merchants, and do not have this one's data key.
        operator.manage(MerchantFixture.request("remove", merchant, Map.of()));
    }

    private static List<String> texts(JsonValue list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static int status(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(ProblemException.class, call).problem().code().status();
    }

    private ApiRequest post(String body) {
        return request("POST", "", body, "admin");
    }

    private ApiRequest get() {
        return request("GET", "", "", "admin");
    }

    private ApiRequest request(String method, String id, String body, String scope) {
        return new ApiRequest(method, "/webhook-endpoints", id.isEmpty() ? Map.of() : Map.of("id", id), Map.of(), Map.of(),
                body.getBytes(StandardCharsets.UTF_8), "api.example", Optional.of(new ApiRequest.Caller(merchant, Set.of(scope))));
    }

    private static JsonValue json(ApiResponse answer) {
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
