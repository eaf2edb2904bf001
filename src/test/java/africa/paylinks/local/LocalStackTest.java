package africa.paylinks.local;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.sandbox.SimulatedSystem;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.template.Route;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class LocalStackTest {

    @Inject
    LocalStack local;

    @Test
    void carriesAPaymentFromTheApiThroughTheSandboxAndBack() {
        String id = given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY)
                .header("Idempotency-Key", UUID.randomUUID().toString()).contentType(ContentType.JSON)
                .body("{\"provider\":\"flot\",\"orderId\":\"ord-1\",\"amount\":\"50.00\",\"currency\":\"SLE\",\"method\":\"card\"}")
                .post("/payment-links").then().statusCode(201).body("status", equalTo("PENDING")).extract().path("id");

        given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON).body("{\"outcome\":\"paid\"}").post("/_control/flot/" + id).then()
                .statusCode(200).body("calls.create", equalTo(1)).body("webhooks", hasSize(1)).body("webhooks[0].status", equalTo(200));

        given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY).get("/payments/" + id).then().statusCode(200)
                .body("status", equalTo("COMPLETED"));
        given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.OTHER_KEY).get("/payments/" + id).then().statusCode(404);
    }

    @Test
    void servesEveryRouteOfTheTemplate() throws IOException {
        for (Route route : Routes.of(Template.read(Template.find(Path.of("")))).all()) {
            int status = given().baseUri(local.api().toString()).request(route.method(), route.pattern().replaceAll("[{}+]", "")).statusCode();
            // A page of a payment or link that does not exist is not found; everything else asks for credentials first.
            boolean isPage = route.pattern().startsWith("/pay/") || route.pattern().startsWith("/logos/") || route.pattern().startsWith("/l/") || route.pattern().endsWith("/qr.svg");
            assertEquals(isPage ? 404 : 401, status, route.key());
        }
    }

    @Test
    void carriesADealFromTheInvoiceStageToTheMoneyAndBack() {
        String lead = "4711";
        kommo().body("{\"status_id\":47873533,\"price\":150,\"email\":\"ada@example.com\",\"webhook\":\"duplicate\",\"times\":20}")
                .post("/_control/kommo/leads/" + lead).then().statusCode(200).body("webhooks", hasSize(20));
        String note = await().atMost(30, TimeUnit.SECONDS).until(() -> kommo().get("/_control/kommo/leads/" + lead).path("notes[0].text"),
                Objects::nonNull);
        Matcher reference = Pattern.compile("kommo_" + lead + "_[a-z2-7]{26}").matcher(note);
        assertTrue(reference.find(), note);

        kommo().body("{\"price\":7}").post("/_control/kommo/leads/" + lead);
        kommo().body("{\"outcome\":\"paid\",\"webhook\":\"duplicate\"}").post("/_control/flutterwave/" + reference.group()).then().statusCode(200)
                .body("calls.create", equalTo(1));
        await().atMost(30, TimeUnit.SECONDS).until(() -> kommo().get("/_control/kommo/leads/" + lead).path("notes.size()").equals(2));
        kommo().get("/_control/kommo/leads/" + lead).then().body("status_id", equalTo(142)).body("calls.patch", equalTo(1))
                .body("notes[1].text", startsWith("Paid: 150.00 USD by card (flutterwave). Reference: FLW-MOCK-"));
        await().atMost(30, TimeUnit.SECONDS).until(() -> local.queues().bodies("DealsQueue").isEmpty());
        assertEquals(List.of(), local.queues().bodies("DealsDeadLetterQueue"));
        kommo().get("/_control/kommo").then().body("rate.refused", equalTo(0));
    }

    @Test
    void sendsTheMerchantTheEventsOfItsPayment() {
        given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON).body("{\"status\":503,\"times\":1,\"retryAfter\":\"1\"}")
                .post("/_control/merchant").then().statusCode(200).body("next.status", equalTo(503));
        RequestSpecification shop = given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY);
        String id = shop.header("Idempotency-Key", UUID.randomUUID().toString()).contentType(ContentType.JSON)
                .body("{\"provider\":\"flot\",\"orderId\":\"ord-2\",\"amount\":\"50.00\",\"currency\":\"SLE\",\"method\":\"momo\"}")
                .post("/payment-links").then().statusCode(201).extract().path("id");
        given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON).body("{\"outcome\":\"paid\"}").post("/_control/flot/" + id);

        await().atMost(30, TimeUnit.SECONDS).until(() -> kommo().get("/_control/merchant/" + id)
                .path("notifications.findAll { it.answered == 200 }.type").equals(List.of("payment.created", "payment.completed")));
        kommo().get("/_control/merchant/" + id).then().body("notifications.findAll { !it.verified }", hasSize(0));
        given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY).get("/payments/" + id + "/events").then()
                .statusCode(200).body("events.findAll { it.cause == 'notification' && it.detail.outcome == 'delivered' }.detail.type",
                        equalTo(List.of("payment.created", "payment.completed")));
    }

    @Test
    void sumsUpThePaymentsOfADay() {
        RequestSpecification other = given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.OTHER_KEY);
        String id = given().spec(other).header("Idempotency-Key", UUID.randomUUID().toString()).contentType(ContentType.JSON)
                .body("{\"provider\":\"flot\",\"orderId\":\"ord-3\",\"amount\":\"12.34\",\"currency\":\"SLE\",\"method\":\"momo\"}")
                .post("/payment-links").then().statusCode(201).extract().path("id");
        String day = given().spec(other).get("/payments/" + id).<String>path("createdAt").substring(0, 10);
        String report = "/reports/daily?from=" + day + "&to=" + LocalDate.parse(day).plusDays(1) + "&timezone=Africa/Freetown";
        int before = counted(other, report);
        given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON).body("{\"outcome\":\"paid\"}").post("/_control/flot/" + id);
        await().atMost(30, TimeUnit.SECONDS).until(() -> counted(other, report) == before + 1);
        given().spec(other).accept("text/csv").get(report).then().statusCode(200).body(containsString(",flot,SLE,"));
    }

    private static int counted(RequestSpecification merchant, String report) {
        return given().spec(merchant).get(report).then().statusCode(200).extract().jsonPath()
                .getList("totals.findAll { it.provider == 'flot' }.completed.count", Integer.class).stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void sendsTheMerchantTheEventsOfItsTransfers() {
        String recipient = account("ama");
        String collection = transfer("{\"phone\":\"+233241234567\"}", recipient);
        kommo().body("{\"outcome\":\"paid\"}").post("/_control/fluid/P2P-" + collection).then().statusCode(200);
        assertReceived(collection, "transfer.created", "transfer.collected", "transfer.completed");
        String internal = transfer("{\"account\":\"" + recipient + "\"}", account("kofi"));
        assertReceived(internal, "transfer.created", "transfer.completed");
    }

    private void assertReceived(String id, String... types) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> kommo().get("/_control/merchant/" + id)
                .path("notifications.findAll { it.answered == 200 }.type").equals(List.of(types)));
        kommo().get("/_control/merchant/" + id).then().body("notifications.findAll { !it.verified }", hasSize(0));
    }

    private String account(String owner) {
        return shop().body("{\"ownerId\":\"" + owner + "-" + UUID.randomUUID() + "\",\"currency\":\"GHS\"}").post("/accounts").then().statusCode(201)
                .extract().path("id");
    }

    private String transfer(String from, String to) {
        return shop().header("Idempotency-Key", UUID.randomUUID().toString()).body("{\"from\":" + from + ",\"to\":{\"account\":\"" + to
                + "\"},\"amount\":\"50.00\",\"currency\":\"GHS\"}").post("/transfers").then().statusCode(201).extract().path("id");
    }

    private RequestSpecification shop() {
        return given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY).contentType(ContentType.JSON);
    }

    private RequestSpecification kommo() {
        return given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON);
    }

    @Test
    void invokesAFunctionWithoutARoute() {
        given().baseUri(local.api().toString()).contentType(ContentType.JSON).body("{}")
                .post("/2015-03-31/functions/reconcile-payments/invocations").then().statusCode(200).body("failed", equalTo(0));
        for (String queue : List.of("deals", "notifications")) {
            given().baseUri(local.api().toString()).body("{\"deadLetters\":\"" + queue + "\"}")
                    .post("/2015-03-31/functions/replay-event/invocations").then().statusCode(200).body("moveTask", notNullValue());
        }
        given().baseUri(local.api().toString()).header("X-Amz-Invocation-Type", "Event")
                .post("/2015-03-31/functions/reconcile-payments/invocations").then().statusCode(202);
        given().baseUri(local.api().toString()).body("{}").post("/2015-03-31/functions/nobody/invocations").then().statusCode(404)
                .header("X-Amzn-ErrorType", "ResourceNotFoundException").body("Message", containsString("nobody"));
    }

    @Test
    void storesMerchantsWhereTheAwsCliFindsThem() {
        String functions = local.secretsEndpoint() + "/2015-03-31/functions/";
        given().body("{\"command\":\"list\",\"merchant\":\"shop\"}").post(functions + "paylinks-local-manage-merchants:live/invocations").then()
                .statusCode(200).body("merchants[0].endpoint.url", equalTo(local.sandbox() + "/merchant"), "merchants[0].endpoint.secrets", hasSize(2));
        given().body("{}").post(functions + "paylinks-nowhere-manage-merchants/invocations").then()
                .statusCode(404).header("X-Amzn-ErrorType", "ResourceNotFoundException");
    }

    @Test
    void servesTheConsoleBesideTheApi() {
        given().baseUri(local.api().toString()).get("/").then().statusCode(200).contentType(ContentType.HTML)
                .body(containsString("<script type=\"module\" src=\"/console/console.js\">"));
        given().baseUri(local.api().toString()).get("/console/console.js").then().statusCode(200).contentType("text/javascript");
        given().baseUri(local.api().toString()).get("/console/settings.json").then().statusCode(200)
                .body("sandbox", equalTo(local.sandbox().toString())).body("apiKey", equalTo(FixedSecrets.SHOP_KEY))
                .body("systems.collect { it.key }", equalTo(SimulatedSystem.all().stream().map(SimulatedSystem::name).toList()))
                .body("systems.fluid.title", equalTo("FLUID"));
        given().baseUri(local.api().toString()).get("/console/..%2Fapplication.properties").then().statusCode(404);
    }

    @Test
    void rendersTheOpenApiDocumentWithThisServer() {
        given().baseUri(local.api().toString()).get("/console/api.html").then().statusCode(200).contentType(ContentType.HTML)
                .body(containsString("<div id=\"api\">"));
        for (String file : List.of("swagger-ui.css", "swagger-ui-bundle.js")) {
            given().baseUri(local.api().toString()).get("/console/" + file).then().statusCode(200)
                    .header("Content-Security-Policy", containsString("default-src 'self'; "));
        }
        given().baseUri(local.api().toString()).get("/console/swagger-ui-nothing.js").then().statusCode(404);
        given().baseUri(local.api().toString()).get("/console/openapi.yaml").then().statusCode(200)
                .body(startsWith("openapi: 3.1.0\n")).body(containsString("  - url: " + local.api() + "\n"));
    }
}
