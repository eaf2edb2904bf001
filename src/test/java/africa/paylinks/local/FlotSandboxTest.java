package africa.paylinks.local;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.flot.FlotSandbox;
import africa.paylinks.local.sandbox.flot.FlotSignature;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class FlotSandboxTest {

    private static final String CREATE = "/flot/merchants/private/v1/payment-links";
    private static final PSSParameterSpec FLOTS = pss(MGF1ParameterSpec.SHA512, 64);
    private static KeyPair keys;

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final List<LocalRequest> received = new CopyOnWriteArrayList<>();
    private LocalServer merchant;
    private LocalServer server;

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        // Half the size that Flot wants: what is checked does not depend on it, the time it takes does.
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @BeforeEach
    void open() {
        merchant = LocalServer.open(kept, "merchant", 0);
        merchant.answerWith(call -> {
            received.add(call);
            return LocalResponse.json(200, Json.object().put("received", true));
        });
        server = LocalServer.open(kept, "sandbox", 0);
        Orders orders = new Orders(kept, "flot");
        Webhooks webhooks = new Webhooks(kept, URI.create("http://localhost:" + merchant.port() + "/webhooks/flot"), orders, Clock.systemUTC());
        server.answerWith(new Sandbox(List.of(new FlotSandbox("http://localhost:" + server.port() + "/flot", keys::getPublic, () -> "flot:right", orders,
                webhooks, Clock.systemUTC())), List.of("http://console.example")));
    }

    @AfterEach
    void close() {
        server.close();
        merchant.close();
    }

    @Test
    void returnsAUssdCodeForMobileMoney() throws Exception {
        create("o1", "momo", "50.00").statusCode(200).body("data.code", matchesPattern("\\*175\\*\\d+#")).body("data.link", nullValue())
                .body("data.id", matchesPattern("attempt-.+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"card", "in-app"})
    void returnsALinkForCardAndApp(String type) throws Exception {
        String link = create("o1", type, "50").statusCode(200).body("data.code", nullValue()).extract().path("data.link");

        given().get(link).then().statusCode(200).contentType(ContentType.HTML).body(containsString("SLE 50")).body(containsString("value=\"pay\""));
    }

    @Test
    void acceptsOnlyASignatureOverTheBytesAsSent() throws Exception {
        byte[] body = body("o1", "momo", "50.00");
        byte[] spaced = new String(body, StandardCharsets.UTF_8).replace(":", ": ").getBytes(StandardCharsets.UTF_8);

        post(spaced, sign(FLOTS, body)).statusCode(401).body("error.code", equalTo("INVALID_SIGNATURE"));
        post(body, sign(pss(MGF1ParameterSpec.SHA1, 64), body)).statusCode(401);
        post(body, sign(pss(MGF1ParameterSpec.SHA512, 20), body)).statusCode(401);
        post(body, "not base64!").statusCode(401);
        given().baseUri(sandbox()).contentType(ContentType.JSON).body(body).post(CREATE).then().statusCode(401);
        post(spaced, sign(FLOTS, spaced)).statusCode(200);

        control("").body("rejectedSignatures", equalTo(5)).body("calls.create", equalTo(6)).body("references", equalTo(1))
                .body("lastCreate.body", equalTo(Base64.getEncoder().encodeToString(spaced)));
    }

    @Test
    void verifiesOnlyWithTheMerchantsKey() throws Exception {
        byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);

        assertTrue(FlotSignature.verifies(keys.getPublic(), bytes, sign(FLOTS, bytes)));
        assertFalse(FlotSignature.verifies(generator.generateKeyPair().getPublic(), bytes, sign(FLOTS, bytes)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "INVALID_FIELD                    | {'merchantId':'m','type':'momo','payload':{'orderId':'o','amount':'1','currency':'SLE'},'note':'x'}",
        "INVALID_FIELD                    | {'merchantId':'m','type':'momo','payload':{'orderId':'o','amount':'1','currency':'SLE','link':null}}",
        "INVALID_FIELD                    | {'merchantId':'m','type':'momo','payload':{'orderId':'o','amount':1,'currency':'SLE'}}",
        "INVALID_FIELD                    | {'merchantId':'m','type':'momo','payload':{'orderId':'o','amount':'1.234','currency':'SLE'}}",
        "INVALID_FIELD                    | {'merchantId':'m','type':'momo','payload':{'orderId':'o','amount':'1e2','currency':'SLE'}}",
        "INVALID_FIELD                    | {'merchantId':'m','type':'momo','payload':{'orderId':'o','amount':'0.00','currency':'SLE'}}",
        "INVALID_FIELD                    | {'merchantId':'m','type':'bank','payload':{'orderId':'o','amount':'1','currency':'SLE'}}",
        "CURRENCY_NOT_AVAILABLE_FOR_ORDER | {'merchantId':'m','type':'momo','payload':{'orderId':'o','amount':'1','currency':'GHS'}}",
        "REQUIRED                         | {'type':'momo','payload':{'orderId':'o','amount':'1','currency':'SLE'}}",
        "REQUIRED                         | {'merchantId':'m','type':'momo','payload':{'amount':'1','currency':'SLE'}}",
        "REQUIRED                         | {'merchantId':'m','type':'momo'}",
        "INVALID_FIELD                    | []"})
    void acceptsOnlyTheDocumentedFields(String code, String json) throws Exception {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        post(body, sign(FLOTS, body)).statusCode(400).body("error.code", equalTo(code));
    }

    @Test
    void returnsTheSameAttemptForAnUnpaidOrderAndRefusesAPaidOne() throws Exception {
        Map<String, String> first = create("o1", "momo", "50.00").statusCode(200).extract().path("data");

        assertEquals(first, create("o1", "momo", "50").statusCode(200).extract().path("data"));
        create("o1", "momo", "51").statusCode(400).body("error.code", equalTo("INVALID_FIELD"));
        happen("o1", "paid", "none").statusCode(200);
        create("o1", "momo", "50.00").statusCode(400).body("error.code", equalTo("ORDER_ALREADY_COMPLETED"));
        control("/o1").body("calls.create", equalTo(4));
    }

    @Test
    void returnsTheStatusToASignedRequest() throws Exception {
        String attempt = create("o1", "card", "50.00").extract().path("data.id");
        String path = "/merchants/private/v1/external-orders/o1/payment-attempts/" + attempt;
        given().baseUri(sandbox()).contentType(ContentType.JSON).body("{\"outcome\":\"paid\",\"amount\":\"49.99\",\"webhook\":\"none\"}")
                .post("/_control/flot/o1").then().statusCode(200);

        for (String signed : List.of(path, "/flot" + path)) {
            given().baseUri(sandbox()).header("X-Flot-Merchant-Id", "m").header("X-Flot-Merchant-Signature", sign(FLOTS, "GET\n" + signed))
                    .get("/flot" + path).then().statusCode(200).body("data.status", equalTo("completed")).body("data.amount", equalTo("49.99"))
                    .body("data.currency", equalTo("SLE")).body("data.externalId", equalTo("o1")).body("data.id", equalTo(attempt));
        }
        given().baseUri(sandbox()).header("X-Flot-Merchant-Id", "m").header("X-Flot-Merchant-Signature", sign(FLOTS, "POST\n" + path))
                .get("/flot" + path).then().statusCode(401);
        given().baseUri(sandbox()).header("X-Flot-Merchant-Signature", sign(FLOTS, "GET\n" + path)).get("/flot" + path).then().statusCode(400);
        given().baseUri(sandbox()).header("X-Flot-Merchant-Id", "m").header("X-Flot-Merchant-Signature", sign(FLOTS, "GET\n" + path + "x"))
                .get("/flot" + path + "x").then().statusCode(404);
        control("/o1").body("calls.status", equalTo(3)).body("amount", equalTo("50.00"));
    }

    @Test
    void sendsOneWebhookWithTheMerchantsCredentials() throws Exception {
        String attempt = create("o1", "momo", "50.00").extract().path("data.id");

        happen("o1", "paid", "normal").statusCode(200).body("status", equalTo("completed")).body("webhooks", hasSize(1))
                .body("webhooks[0].status", equalTo(200)).body("webhooks[0].answer", equalTo("{\"received\":true}"));

        assertEquals(1, received.size());
        assertEquals("Basic " + Base64.getEncoder().encodeToString("flot:right".getBytes(StandardCharsets.UTF_8)),
                received.get(0).header("authorization").orElseThrow());
        assertEquals("{\"orderId\":\"o1\",\"flotRequestId\":\"" + attempt + "\",\"status\":\"completed\"}",
                new String(received.get(0).body(), StandardCharsets.UTF_8));
    }

    @Test
    void dropsDuplicatesDelaysAndForgesWebhooksOnRequest() throws Exception {
        create("o1", "momo", "50.00");

        happen("o1", "failed", "none").statusCode(200).body("status", equalTo("failed")).body("webhooks", hasSize(0));
        happen("o1", "paid", "forged").statusCode(200).body("status", equalTo("failed")).body("webhooks", hasSize(1));
        assertFalse(received.get(0).header("authorization").equals(Optional.of("Basic " + Base64.getEncoder().encodeToString(
                "flot:right".getBytes(StandardCharsets.UTF_8)))), "the forger knows the credentials");
        happen("o1", "paid", "duplicate").statusCode(200).body("status", equalTo("completed")).body("webhooks", hasSize(3));
        assertEquals(new String(received.get(1).body(), StandardCharsets.UTF_8), new String(received.get(2).body(), StandardCharsets.UTF_8));
        given().baseUri(sandbox()).contentType(ContentType.JSON).body("{\"outcome\":\"failed\",\"webhook\":\"late\",\"delayMillis\":300}")
                .post("/_control/flot/o1").then().statusCode(202).body("webhooks", hasSize(3)).body("status", equalTo("completed"));
        await().atMost(10, SECONDS).until(() -> received.size() == 4);
        assertTrue(new String(received.get(3).body(), StandardCharsets.UTF_8).contains("\"failed\""));
    }

    @Test
    void acceptsAPaymentAfterAFailedAttemptOnThePage() throws Exception {
        String link = create("o1", "card", "50.00").extract().path("data.link");

        given().redirects().follow(false).formParam("action", "fail").post(link).then().statusCode(303).header("Location", equalTo(URI.create(link).getPath()));
        given().get(link).then().body(containsString("The payment failed")).body(containsString("value=\"pay\""));
        given().redirects().follow(false).formParam("action", "pay").post(link).then().statusCode(303);
        given().get(link).then().body(containsString("Paid.")).body(not(containsString("<form")));
        given().redirects().follow(false).formParam("action", "fail").post(link).then().statusCode(303);

        control("/o1").body("status", equalTo("completed")).body("webhooks", hasSize(2)).body("webhooks[1].body", containsString("completed"));
    }

    @Test
    void showsAUssdScreenForMobileMoney() throws Exception {
        create("o1", "momo", "50.00");
        String page = control("/o1").extract().path("page");

        given().get(page).then().statusCode(200).body(containsString("*175*")).body(containsString("SLE 50.00"));
        given().redirects().follow(false).formParam("action", "cancel").post(page).then().statusCode(303);
        control("/o1").body("status", equalTo("cancelled"));
        given().baseUri(sandbox()).get("/flot/ussd/attempt-none").then().statusCode(404);
    }

    @Test
    void injectsAFaultIntoTheRequestedNumberOfRequests() throws Exception {
        arrange("{\"create\":\"reject\",\"times\":2}");
        create("o1", "momo", "1").statusCode(400).body("error.code", equalTo("CURRENCY_NOT_AVAILABLE_FOR_ORDER"));
        create("o1", "momo", "1").statusCode(400);
        create("o1", "momo", "1").statusCode(200);

        arrange("{\"create\":\"error\"}");
        create("o2", "momo", "1").statusCode(500);
        control("/o2", 404).contentType("application/problem+json").body("code", equalTo("unknown-reference"));

        arrange("{\"create\":\"slow\",\"delayMillis\":300}");
        long before = System.nanoTime();
        create("o3", "momo", "1").statusCode(200);
        assertTrue(System.nanoTime() - before > 300_000_000L);

        arrange("{\"create\":\"timeout\",\"delayMillis\":100}");
        assertThrows(IOException.class, () -> create("o4", "momo", "1"));
        control("/o4").body("status", equalTo("created"));
        create("o4", "momo", "1").statusCode(200);
    }

    @Test
    void refusesUnknownControls() {
        control("/o1", 404);
        given().baseUri(sandbox()).get("/_control/other").then().statusCode(404).contentType("application/problem+json");
        given().baseUri(sandbox()).body("{\"create\":\"explode\"}").post("/_control/flot").then().statusCode(400);
    }

    @Test
    void allowsOnlyTheConsoleAsOrigin() {
        given().baseUri(sandbox()).header("Origin", "http://console.example").options("/_control/flot").then().statusCode(204)
                .header("Access-Control-Allow-Origin", "http://console.example").header("Access-Control-Allow-Headers", "content-type");
        given().baseUri(sandbox()).header("Origin", "http://console.example").get("/_control/flot/none").then().statusCode(404)
                .header("Access-Control-Allow-Origin", "http://console.example");
        given().baseUri(sandbox()).header("Origin", "http://elsewhere.example").get("/_control/flot").then().statusCode(200)
                .header("Access-Control-Allow-Origin", nullValue());
    }

    private ValidatableResponse create(String orderId, String type, String amount) throws GeneralSecurityException {
        byte[] body = body(orderId, type, amount);
        return post(body, sign(FLOTS, body));
    }

    private ValidatableResponse post(byte[] body, String signature) {
        return given().baseUri(sandbox()).contentType(ContentType.JSON).header("X-Flot-Merchant-Signature", signature).body(body).post(CREATE).then();
    }

    private ValidatableResponse happen(String reference, String outcome, String webhook) {
        RequestSpecification request = given().baseUri(sandbox()).contentType(ContentType.JSON)
                .body("{\"outcome\":\"" + outcome + "\",\"webhook\":\"" + webhook + "\"}");
        return request.post("/_control/flot/" + reference).then();
    }

    private void arrange(String body) {
        given().baseUri(sandbox()).contentType(ContentType.JSON).body(body).post("/_control/flot").then().statusCode(200);
    }

    private ValidatableResponse control(String path) {
        return control(path, 200);
    }

    private ValidatableResponse control(String path, int status) {
        return given().baseUri(sandbox()).get("/_control/flot" + path).then().statusCode(status);
    }

    private String sandbox() {
        return "http://localhost:" + server.port();
    }

    private static byte[] body(String orderId, String type, String amount) {
        return ("{\"merchantId\":\"m-1\",\"type\":\"" + type + "\",\"payload\":{\"orderId\":\"" + orderId + "\",\"amount\":\"" + amount
                + "\",\"currency\":\"SLE\"}}").getBytes(StandardCharsets.UTF_8);
    }

    private static PSSParameterSpec pss(MGF1ParameterSpec mask, int salt) {
        return new PSSParameterSpec("SHA-512", "MGF1", mask, salt, 1);
    }

    private static String sign(PSSParameterSpec parameters, String text) throws GeneralSecurityException {
        return sign(parameters, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sign(PSSParameterSpec parameters, byte[] bytes) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(parameters);
        signature.initSign(keys.getPrivate());
        signature.update(bytes);
        return Base64.getEncoder().encodeToString(signature.sign());
    }
}
