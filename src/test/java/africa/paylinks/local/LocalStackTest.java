package africa.paylinks.local;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.template.Route;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
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
            // A page of a payment that does not exist is not found; everything else asks for credentials first.
            assertEquals(route.pattern().startsWith("/pay/") ? 404 : 401, status, route.key());
        }
    }

    @Test
    void servesTheConsoleBesideTheApi() {
        given().baseUri(local.api().toString()).get("/").then().statusCode(200).contentType(ContentType.HTML)
                .body(containsString("<script type=\"module\" src=\"/console/console.js\">"));
        given().baseUri(local.api().toString()).get("/console/console.js").then().statusCode(200).contentType("text/javascript");
        given().baseUri(local.api().toString()).get("/console/settings.json").then().statusCode(200)
                .body("sandbox", equalTo(local.sandbox().toString())).body("apiKey", equalTo(FixedSecrets.SHOP_KEY));
        given().baseUri(local.api().toString()).get("/console/..%2Fapplication.properties").then().statusCode(404);
    }
}
