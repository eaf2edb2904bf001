package africa.paylinks.local;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.secrets.FixedSecrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reusable links of a running local stack, over HTTP. */
@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class LocalStackReusableLinksTest {

    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([a-z2-7]{26})\"");
    private static final Pattern REFERENCE = Pattern.compile("pay_lnk_[a-z2-7]{26}");

    @Inject
    LocalStack local;

    @Test
    void threeCustomersPayAndTheFourthIsToldByTheShopsMessage() {
        String id = link("\"provider\":\"flutterwave\",\"amount\":\"50.00\",\"currency\":\"NGN\",\"collect\":[\"email\"],\"limit\":3,"
                + "\"inactiveMessage\":\"Sold out. See you next year.\"");
        String page = api().get("/links/" + id).path("url");
        for (int customer = 1; customer <= 3; customer++) {
            String reference = begin(page);
            given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON).body("{\"outcome\":\"paid\"}")
                    .post("/_control/flutterwave/" + reference).then().statusCode(200).body("calls.create", equalTo(1));
            int paid = customer;
            await().atMost(30, TimeUnit.SECONDS).until(() -> api().get("/links/" + id).path("completed").equals(paid));
        }
        given().get(page).then().statusCode(410).body(containsString("Sold out. See you next year.")).body(not(containsString("<form")));
        api().get("/links/" + id).then().body("status", equalTo("LIMIT_REACHED")).body("open", equalTo(0)).body("late", equalTo(0));
        api().get("/links/" + id + "/payments").then().statusCode(200).body("payments", hasSize(3)).body("payments.status", equalTo(java.util.List.of(
                "COMPLETED", "COMPLETED", "COMPLETED"))).body("payments[0].linkId", equalTo(id));
        api().body("{\"limit\":4}").patch("/links/" + id).then().statusCode(200).body("status", equalTo("ACTIVE"));
        given().get(page).then().statusCode(200);
        given().auth().preemptive().oauth2(FixedSecrets.OTHER_KEY).get(local.api() + "/links/" + id).then().statusCode(404);
    }

    @Test
    void aCancelledPaymentFreesItsPlace() {
        String id = link("\"provider\":\"flutterwave\",\"amount\":\"50.00\",\"currency\":\"NGN\",\"collect\":[\"email\"],\"limit\":1");
        String page = api().get("/links/" + id).path("url");
        String reference = begin(page);
        given().get(page).then().statusCode(409).header("retry-after", "60");
        api().post("/payments/" + reference + "/cancel").then().statusCode(200);
        await().atMost(30, TimeUnit.SECONDS).until(() -> given().get(page).statusCode() == 200);
    }

    @Test
    void aProviderThatDebitsAPhoneLeadsToThePaymentsPage() {
        String id = link("\"provider\":\"fluid\",\"currency\":\"GHS\",\"minimum\":\"1.00\",\"suggestions\":[\"5.00\"]");
        String page = api().get("/links/" + id).path("url");
        Response answer = given().redirects().follow(false).formParam("token", token(page)).formParam("choice", "other").formParam("amount", "12,50").post(page);
        assertEquals(303, answer.statusCode(), answer.asString());
        URI checkout = URI.create(page).resolve(answer.header("location"));
        given().get(checkout).then().statusCode(200).body(containsString("12.50"));
        given().get(checkout + "/qr.svg").then().statusCode(200).contentType("image/svg+xml").body(containsString(checkout.toString()));
    }

    @Test
    void theQrCodeAndThePosterNeedNoKey() {
        String id = link("\"provider\":\"flutterwave\",\"amount\":\"50.00\",\"currency\":\"NGN\",\"collect\":[\"email\"]");
        api().get("/links/" + id).then().body("url", matchesPattern(".*/l/[a-z2-7]{12}"));
        given().get(api().get("/links/" + id).<String>path("qrUrl")).then().statusCode(200).contentType("image/svg+xml");
        given().get(api().get("/links/" + id).<String>path("posterUrl")).then().statusCode(200).contentType(ContentType.HTML).body(containsString("50.00 NGN"));
    }

    /** What a customer does until the provider's page opens. */
    private String begin(String page) {
        String left = given().formParam("token", token(page)).formParam("email", "ada@example.com").post(page).then().statusCode(200).extract().asString();
        Matcher target = Pattern.compile("content=\"0;url=([^\"]+)\"").matcher(left);
        assertTrue(target.find(), left);
        String hosted = target.group(1).replace("&amp;", "&");
        given().get(hosted).then().statusCode(200);
        return api().get("/links/" + page.replaceAll(".*/l/", "link_") + "/payments").jsonPath()
                .<String>getList("payments.findAll { it.status == 'PENDING' }.id").stream().filter(id -> REFERENCE.matcher(id).matches()).findFirst().orElseThrow();
    }

    private static String token(String page) {
        String form = given().get(page).then().statusCode(200).extract().asString();
        Matcher token = TOKEN.matcher(form);
        assertTrue(token.find(), form);
        return token.group(1);
    }

    private String link(String fields) {
        return api().header("Idempotency-Key", UUID.randomUUID().toString()).body("{" + fields + "}").post("/links").then().statusCode(201).extract().path("id");
    }

    private RequestSpecification api() {
        return given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY).contentType(ContentType.JSON);
    }
}
