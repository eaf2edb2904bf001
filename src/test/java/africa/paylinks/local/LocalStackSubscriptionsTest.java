package africa.paylinks.local;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.secrets.FixedSecrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subscriptions of a running local stack, by its clock. It shares its application with the tests of the clock, so that no other test sees the moved clock. */
@QuarkusTest
@TestProfile(LocalStackClockTest.DocumentedDelays.class)
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class LocalStackSubscriptionsTest {

    @Inject
    LocalStack local;

    @Test
    void fourteenMonthsFromThe31stOfJanuaryAreChargedAndReported() {
        LocalDate first = LocalDate.of(today().getYear() + 1, 1, 31);
        ZoneId cairo = ZoneId.of("Africa/Cairo");
        String id = subscribe("+233241234567", "\"startsAt\":\"" + first + "\",\"payments\":14,\"remindDaysBefore\":0,\"timeZone\":\"" + cairo
                + "\",\"chargeTime\":\"00:30\"");
        advanceTo(first.plusMonths(13).plusDays(2));
        JsonPath periods = api().get("/subscriptions/" + id + "/periods").then().statusCode(200).extract().jsonPath();
        List<String> dates = IntStream.range(0, 14).mapToObj(n -> first.plusMonths(n).toString()).toList();
        assertEquals(dates, periods.getList("periods.date"));
        assertEquals(List.of("PAID"), periods.getList("periods.status").stream().distinct().toList(), periods.prettify());
        assertEquals("COMPLETED", api().get("/subscriptions/" + id).path("status"));
        for (String date : dates) {
            String reference = "SUB-" + id + "-" + date;
            api().get("/payments?orderId=" + reference).then().body("payments.status", equalTo(List.of("COMPLETED")));
            sandbox().get("/_control/fluid/" + reference).then().body("calls.create", equalTo(1));
            Instant due = LocalDate.parse(date).atTime(0, 30).atZone(cairo).toInstant();
            Duration late = Duration.between(due, Instant.parse(periods.getString("periods.find { it.date == '" + date + "' }.attempts[0].startedAt")));
            assertFalse(late.isNegative() || late.compareTo(Duration.ofMinutes(2)) > 0, date + " was charged " + late + " after its local time");
        }
        List<String> events = received(id);
        assertEquals("subscription.created", events.get(0));
        assertEquals(14, events.stream().filter("subscription.charged"::equals).count(), events.toString());
        assertEquals("subscription.completed", events.get(events.size() - 1));
    }

    @Test
    void aFailingCustomerIsTriedAgainThenSuspendedAndBroughtBackByALink() {
        LocalDate first = today().plusDays(2);
        String id = subscribe("+233241111111", "\"startsAt\":\"" + first + "\",\"chargeTime\":\"00:00\"");
        advanceTo(first.plusDays(9));
        JsonPath periods = api().get("/subscriptions/" + id + "/periods").jsonPath();
        assertEquals("SUSPENDED", api().get("/subscriptions/" + id).path("status"), periods.prettify());
        assertEquals(List.of(first, first.plusDays(1), first.plusDays(3), first.plusDays(7)), periods.<String>getList("periods[0].attempts.startedAt")
                .stream().map(started -> Instant.parse(started).atOffset(ZoneOffset.UTC).toLocalDate()).toList());
        String reference = "SUB-" + id + "-" + first;
        assertEquals(List.of(reference, reference + "-r1", reference + "-r2", reference + "-r3"), periods.getList("periods[0].attempts.paymentId"));
        api().body("{\"customer\":{\"phone\":\"+233241234567\"}}").patch("/subscriptions/" + id).then().statusCode(200);
        String date = periods.getString("periods[0].date");
        api().post("/subscriptions/" + id + "/periods/" + date + "/pay").then().statusCode(200);
        advance("PT10M");
        api().get("/subscriptions/" + id).then().body("status", equalTo("ACTIVE")).body("startsAt", equalTo(first.toString()))
                .body("nextChargeAt", equalTo(first.plusMonths(1) + "T00:00:00.000Z"));
        List<String> events = received(id);
        assertTrue(events.containsAll(List.of("subscription.suspended", "subscription.charged", "subscription.recovered")), events.toString());
        end(id);
    }

    @Test
    void aProviderThatIsAwayForSixHoursIsHardlyAskedAndCostsNoRetry() {
        LocalDate day = today().plusDays(2);
        List<String> ids = IntStream.range(0, 4).mapToObj(i -> subscribe("+233241234567",
                "\"startsAt\":\"" + day + "\",\"chargeTime\":\"00:00\",\"remindDaysBefore\":0,\"payments\":1")).toList();
        sandbox().body("{\"create\":\"error\",\"times\":1000}").post("/_control/fluid").then().statusCode(200);
        int before = sandbox().get("/_control/fluid").path("calls.create");
        advanceTo(day);
        advance("PT6H");
        int asked = sandbox().get("/_control/fluid").<Integer>path("calls.create") - before;
        assertTrue(asked >= 4 && asked < 40, asked + " calls");
        ids.forEach(id -> api().get("/subscriptions/" + id).then().body("status", equalTo("ACTIVE")).body("failedAttempts", equalTo(0)));
        sandbox().body("{\"create\":\"none\"}").post("/_control/fluid").then().statusCode(200);
        advance("PT1H");
        for (String id : ids) {
            api().get("/subscriptions/" + id + "/periods").then().body("periods.status", equalTo(List.of("PAID")))
                    .body("periods[0].attempts.paymentId", equalTo(List.of("SUB-" + id + "-" + day)));
            List<String> events = received(id);
            assertTrue(events.contains("subscription.charged") && !events.contains("subscription.charge-failed"), events.toString());
        }
    }

    @Test
    void pausedMonthsAreNotChargedAndCancellationsAndCompletionsHold() {
        LocalDate first = today().plusMonths(1).withDayOfMonth(1);
        String terms = "\"startsAt\":\"" + first + "\",\"chargeTime\":\"00:00\",\"remindDaysBefore\":0";
        String paused = subscribe("+233241234567", terms);
        String cancelled = subscribe("+233241234567", terms);
        String kept = subscribe("+233241234567", terms);
        String three = subscribe("+233241234567", terms + ",\"payments\":3");
        advanceTo(first.plusDays(1));
        api().body("{\"resumesAt\":\"" + first.plusMonths(2).plusDays(14) + "T00:00:00Z\"}").post("/subscriptions/" + paused + "/pause")
                .then().statusCode(200).body("status", equalTo("PAUSED"));
        for (String id : List.of(cancelled, kept)) {
            api().body("{\"atPeriodEnd\":true}").post("/subscriptions/" + id + "/cancel").then().statusCode(200)
                    .body("status", equalTo("ACTIVE")).body("cancelAtPeriodEnd", equalTo(true)).body("nextChargeAt", equalTo(null));
        }
        api().post("/subscriptions/" + kept + "/resume").then().statusCode(200).body("cancelAtPeriodEnd", equalTo(false))
                .body("nextChargeAt", equalTo(first.plusMonths(1) + "T00:00:00.000Z"));
        advanceTo(first.plusMonths(3).plusDays(1));
        assertPeriods(paused, "ACTIVE", List.of("PAID", "SKIPPED", "SKIPPED", "PAID"));
        assertPeriods(cancelled, "CANCELLED", List.of("PAID"));
        assertPeriods(kept, "ACTIVE", List.of("PAID", "PAID", "PAID", "PAID"));
        assertPeriods(three, "COMPLETED", List.of("PAID", "PAID", "PAID"));
        assertEquals(List.of("subscription.paused", "subscription.resumed"),
                received(paused).stream().filter(type -> type.endsWith("paused") || type.endsWith("resumed")).toList());
        assertEquals("subscription.cancelled", last(received(cancelled)));
        assertEquals("subscription.completed", last(received(three)));
        end(paused);
        end(kept);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"amount | \"0\" | 400 | /amount", "interval | 0 | 400 | /interval", "intervalCount | 0 | 400 | /intervalCount",
        "timeZone | \"Africa/Atlantis\" | 400 | /timeZone", "startsAt | \"2020-01-01\" | 400 | /startsAt",
        "retryAfterDays | [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31] | 400 | /retryAfterDays",
        "currency | \"NGN\" | 422 | /currency", "provider | \"flot\" | 422 | /currency", "customer | {\"id\":\"c\"} | 422 | /customer/phone"})
    void badInputIsRefusedWithAPointer(String field, String value, int status, String pointer) {
        JsonPath problem = create("\"" + field + "\":" + value).then().statusCode(status).contentType("application/problem+json").extract().jsonPath();
        assertEquals(List.of(pointer), problem.getList("errors.pointer"), problem.prettify());
    }

    private void assertPeriods(String id, String status, List<String> periods) {
        api().get("/subscriptions/" + id).then().body("status", equalTo(status));
        api().get("/subscriptions/" + id + "/periods").then().body("periods.status", equalTo(periods));
    }

    /** Leaves nothing behind that later moves of the clock would charge. */
    private void end(String id) {
        api().post("/subscriptions/" + id + "/cancel").then().statusCode(200);
    }

    private static String last(List<String> events) {
        return events.get(events.size() - 1);
    }

    private LocalDate today() {
        return Instant.parse(sandbox().get("/_control/clock").<String>path("now")).atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** The events that the merchant received, all of them with a valid signature. */
    private List<String> received(String id) {
        JsonPath inbox = sandbox().get("/_control/merchant/" + id).jsonPath();
        assertEquals(List.of(), inbox.getList("notifications.findAll { !it.verified }"));
        return inbox.getList("notifications.type");
    }

    private String subscribe(String phone, String more) {
        return create("\"customer\":{\"phone\":\"" + phone + "\"}," + more).then().statusCode(201).extract().path("id");
    }

    /** @param more fields besides the usual ones, or instead of them */
    private Response create(String more) {
        String usual = Stream.of("\"provider\":\"fluid\"", "\"amount\":\"50.00\"", "\"currency\":\"GHS\"", "\"interval\":\"month\"",
                        "\"customer\":{\"phone\":\"+233241234567\"}").filter(field -> !more.contains(field.substring(0, field.indexOf(':') + 1)))
                .collect(Collectors.joining(","));
        return api().header("Idempotency-Key", UUID.randomUUID().toString()).body("{" + usual + "," + more + "}").post("/subscriptions");
    }

    private void advanceTo(LocalDate date) {
        sandbox().body("{\"to\":\"" + date + "T00:00:00Z\"}").post("/_control/clock").then().statusCode(200).body("complete", equalTo(true));
    }

    private void advance(String period) {
        sandbox().body("{\"advance\":\"" + period + "\"}").post("/_control/clock").then().statusCode(200).body("complete", equalTo(true));
    }

    private RequestSpecification api() {
        return given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY).contentType(ContentType.JSON);
    }

    private RequestSpecification sandbox() {
        return given().config(LocalStackClockTest.UNTIL_A_MOVE_ENDS).baseUri(local.sandbox().toString()).contentType(ContentType.JSON);
    }
}
