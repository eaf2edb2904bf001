package africa.paylinks.local;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of a running local stack. It has an application of its own, so that no other test sees the moved clock. */
@QuarkusTest
@TestProfile(LocalStackClockTest.DocumentedDelays.class)
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class LocalStackClockTest {

    /** A move of the clock may take ten minutes, REST Assured would wait for 30 seconds. */
    static final RestAssuredConfig UNTIL_A_MOVE_ENDS = RestAssuredConfig.config().httpClient(HttpClientConfig.httpClientConfig()
            .setParam("http.socket.timeout", (int) Duration.ofMinutes(11).toMillis()));

    @Inject
    LocalStack local;

    /** Retries as far apart as in a deployment. */
    public static final class DocumentedDelays implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("paylinks.notifications.retry-after", "5s,1h,2h");
        }
    }

    @Test
    void tellsTheTimeAndMovesIt() {
        Instant before = now();
        JsonPath moved = advance("P1M");
        Instant target = before.atOffset(ZoneOffset.UTC).plusMonths(1).toInstant();
        assertFalse(Instant.parse(moved.getString("after")).isBefore(target));
        assertFalse(now().isBefore(target));
        assertTrue(Duration.between(target, now()).compareTo(Duration.ofMinutes(10)) < 0, "moved too far: " + now());
        assertTrue(moved.getLong("schedules.reconcile-payments.skipped") > 40_000, moved.prettify());
        sandbox().body("{\"to\":\"" + now().plusSeconds(60) + "\"}").post("/_control/clock").then().statusCode(200).body("complete", equalTo(true));
        assertFalse(Instant.parse(created(link("flot", "momo", "SLE", "")).getString("createdAt")).isBefore(target.plusSeconds(60)));
    }

    @Test
    void aLinkExpiresAndItsMerchantLearnsOfItInOrder() {
        Instant expiry = now().plus(Duration.ofHours(5));
        String id = created(link("flot", "momo", "SLE", ",\"expiresAt\":\"" + expiry + "\"")).getString("id");
        JsonPath moved = advance("PT4H");
        assertEquals("PENDING", payment(id).getString("status"));
        assertTrue(moved.getInt("scheduleRuns") > 1, moved.prettify());
        assertTrue(moved.getInt("eventsDelivered") > 0, moved.prettify());

        JsonPath expired = advance("PT2H");
        assertEquals("EXPIRED", payment(id).getString("status"));
        assertTrue(expired.getInt("paymentsChanged") > 0, expired.prettify());
        Instant at = Instant.parse(expired.getString("changes.find { it.payment == '" + id + "' }.at"));
        assertFalse(at.isBefore(expiry) || at.isAfter(expiry.plus(Duration.ofMinutes(3))), expired.prettify());
        sandbox().get("/_control/merchant/" + id).then().body("notifications.type", equalTo(List.of("payment.created", "payment.expired")))
                .body("notifications.findAll { !it.verified }", hasSize(0));
    }

    @Test
    void anEndpointThatFailedGetsItsRetriesInTime() {
        sandbox().body("{\"status\":503,\"times\":2}").post("/_control/merchant").then().statusCode(200);
        String id = created(link("flot", "momo", "SLE", "")).getString("id");
        advance("PT1M");
        sandbox().get("/_control/merchant/" + id).then().body("notifications.answered", equalTo(List.of(503, 503)));
        JsonPath moved = advance("PT2H");
        assertTrue(moved.getInt("eventsDelivered") >= 1, moved.prettify());
        JsonPath inbox = sandbox().get("/_control/merchant/" + id).jsonPath();
        assertEquals(List.of(503, 503, 200), inbox.getList("notifications.answered"));
        Duration wait = Duration.between(Instant.parse(inbox.getString("notifications[1].at")), Instant.parse(inbox.getString("notifications[2].at")));
        assertTrue(wait.compareTo(Duration.ofMinutes(55)) > 0 && wait.compareTo(Duration.ofMinutes(70)) < 0, wait.toString());
    }

    @Test
    void anIdempotencyKeyEnds() {
        String key = UUID.randomUUID().toString();
        String first = link("flot", "momo", "SLE", "");
        String second = link("flot", "momo", "SLE", "");
        assertEquals(201, create(key, first).statusCode());
        assertEquals(422, create(key, second).statusCode());
        JsonPath moved = advance("P4D");
        assertTrue(moved.getInt("itemsExpired") > 0, moved.prettify());
        assertEquals(201, create(key, second).statusCode());
    }

    @Test
    void aCachedSecretIsReadAgain() {
        created(link("flot", "momo", "SLE", ""));
        String secret = local.secrets().value(FixedSecrets.nameOf("flot"), SecretVersions.CURRENT).orElseThrow();
        long reads = local.secrets().reads(FixedSecrets.nameOf("flot"));
        created(link("flot", "momo", "SLE", ""));
        assertEquals(reads, local.secrets().reads(FixedSecrets.nameOf("flot")));
        local.secrets().put(FixedSecrets.nameOf("flot"), secret);
        advance("P1D");
        created(link("flot", "momo", "SLE", ""));
        assertTrue(local.secrets().reads(FixedSecrets.nameOf("flot")) > reads);
    }

    @Test
    void aProviderActsWhenItsTimeHasCome() {
        String id = created(link("fluid", "momo", "GHS", ",\"customer\":{\"phone\":\"+233241234567\"}")).getString("id");
        JsonPath moved = advance("PT30S");
        assertEquals("COMPLETED", payment(id).getString("status"), moved.prettify());
    }

    @Test
    void aYearPassesInSeconds() {
        String id = created(link("flot", "momo", "SLE", "")).getString("id");
        JsonPath moved = advance("P1Y");
        assertEquals("EXPIRED", payment(id).getString("status"));
        assertEquals(0, moved.getInt("pending.overdue"), moved.prettify());
        assertEquals(0, moved.getInt("pending.due"), moved.prettify());
        assertTrue(moved.getInt("scheduleRuns") < 100, moved.prettify());
    }

    @Test
    void theConsoleOffersAnHourADayAndAMonth() {
        String page = given().baseUri(local.api().toString()).get("/").asString();
        List<String> moves = Pattern.compile("data-advance=\"(\\w+)\"").matcher(page).results().map(move -> move.group(1)).toList();
        assertEquals(List.of("PT1H", "P1D", "P1M"), moves);
        moves.forEach(this::advance);
        String script = given().baseUri(local.api().toString()).get("/console/clock.js").asString();
        JsonPath moved = advance("PT0S");
        for (String field : List.of("complete", "paymentsChanged", "eventsDelivered", "scheduleRuns")) {
            assertTrue(script.contains("moved." + field) && moved.get(field) != null, field);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"advance\":\"-P1D\"}", "{\"advance\":\"soon\"}", "{\"advance\":\"P6Y\"}", "{\"to\":\"2020-01-01T00:00:00Z\"}", "x"})
    void refusesWhatItCannotDo(String body) {
        Duration ahead = Duration.parse(sandbox().get("/_control/clock").jsonPath().getString("offset"));
        sandbox().body(body).post("/_control/clock").then().statusCode(400).contentType("application/problem+json")
                .body("code", equalTo("invalid-request")).body("detail.length()", greaterThan(10));
        assertEquals(ahead, Duration.parse(sandbox().get("/_control/clock").jsonPath().getString("offset")));
        sandbox().delete("/_control/clock").then().statusCode(405);
    }

    private Instant now() {
        return Instant.parse(sandbox().get("/_control/clock").then().statusCode(200).extract().<String>path("now"));
    }

    private JsonPath advance(String period) {
        return sandbox().body("{\"advance\":\"" + period + "\"}").post("/_control/clock").then().statusCode(200).body("complete", equalTo(true))
                .body("tookMillis", lessThan(600_000)).extract().jsonPath();
    }

    private static String link(String provider, String method, String currency, String more) {
        return "{\"provider\":\"" + provider + "\",\"orderId\":\"" + UUID.randomUUID() + "\",\"amount\":\"50.00\",\"currency\":\"" + currency
                + "\",\"method\":\"" + method + "\"" + more + "}";
    }

    private JsonPath created(String link) {
        return create(UUID.randomUUID().toString(), link).then().statusCode(201).extract().jsonPath();
    }

    private Response create(String key, String link) {
        return api().header("Idempotency-Key", key).body(link).post("/payment-links");
    }

    private JsonPath payment(String id) {
        return api().get("/payments/" + id).then().statusCode(200).extract().jsonPath();
    }

    private RequestSpecification api() {
        return given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY).contentType(ContentType.JSON);
    }

    private RequestSpecification sandbox() {
        return given().config(UNTIL_A_MOVE_ENDS).baseUri(local.sandbox().toString()).contentType(ContentType.JSON);
    }
}
