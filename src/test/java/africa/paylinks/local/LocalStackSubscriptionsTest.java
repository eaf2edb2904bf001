package africa.paylinks.local;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.secrets.FixedSecrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Subscriptions of a running local stack, by its clock. It has an application of its own, so that no other test sees the moved clock. */
@QuarkusTest
@TestProfile(LocalStackSubscriptionsTest.OwnClock.class)
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class LocalStackSubscriptionsTest {

    @Inject
    LocalStack local;

    /** Only separates this application from others. */
    public static final class OwnClock implements QuarkusTestProfile {
    }

    @Test
    void fourteenMonthsFromThe31stOfJanuaryAreChargedAndReported() {
        LocalDate today = Instant.parse(sandbox().get("/_control/clock").<String>path("now")).atOffset(ZoneOffset.UTC).toLocalDate();
        LocalDate first = LocalDate.of(today.getYear() + 1, 1, 31);
        String id = subscribe("+233241234567", "\"startsAt\":\"" + first + "\",\"payments\":14,\"remindDaysBefore\":0");
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
        }
        List<String> events = received(id);
        assertEquals("subscription.created", events.get(0));
        assertEquals(14, events.stream().filter("subscription.charged"::equals).count(), events.toString());
        assertEquals("subscription.completed", events.get(events.size() - 1));
    }

    @Test
    void aFailingCustomerIsTriedAgainThenSuspendedAndBroughtBackByALink() {
        String id = subscribe("+233241111111", "\"chargeTime\":\"00:00\"");
        Instant now = Instant.parse(sandbox().get("/_control/clock").<String>path("now"));
        advanceTo(now.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(9));
        JsonPath periods = api().get("/subscriptions/" + id + "/periods").jsonPath();
        assertEquals("SUSPENDED", api().get("/subscriptions/" + id).path("status"), periods.prettify());
        assertEquals(4, periods.getList("periods[0].attempts").size());
        api().body("{\"customer\":{\"phone\":\"+233241234567\"}}").patch("/subscriptions/" + id).then().statusCode(200);
        String date = periods.getString("periods[0].date");
        api().post("/subscriptions/" + id + "/periods/" + date + "/pay").then().statusCode(200);
        advance("PT10M");
        assertEquals("ACTIVE", api().get("/subscriptions/" + id).path("status"));
        List<String> events = received(id);
        assertTrue(events.containsAll(List.of("subscription.suspended", "subscription.charged", "subscription.recovered")), events.toString());
    }

    /** The events that the merchant received, all of them with a valid signature. */
    private List<String> received(String id) {
        JsonPath inbox = sandbox().get("/_control/merchant/" + id).jsonPath();
        assertEquals(List.of(), inbox.getList("notifications.findAll { !it.verified }"));
        return inbox.getList("notifications.type");
    }

    private String subscribe(String phone, String more) {
        return api().header("Idempotency-Key", UUID.randomUUID().toString()).body("{\"provider\":\"fluid\",\"amount\":\"50.00\",\"currency\":\"GHS\","
                + "\"interval\":\"month\",\"customer\":{\"phone\":\"" + phone + "\"}," + more + "}").post("/subscriptions").then().statusCode(201)
                .extract().path("id");
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
        return given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON);
    }
}
