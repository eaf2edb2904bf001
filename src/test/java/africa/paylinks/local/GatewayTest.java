package africa.paylinks.local;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.gateway.Gateway;
import africa.paylinks.local.gateway.GatewayEvents;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayTest {

    private static final Routes ROUTES = Routes.of(Template.parse("""
            Resources:
              Api:
                Type: AWS::Serverless::HttpApi
                Properties:
                  Auth:
                    DefaultAuthorizer: Key
                    Authorizers: { Key: { FunctionArn: !Sub '${Guard.Arn}:live' } }
              Guard:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: { Variables: { QUARKUS_FUNQY_EXPORT: guard } }
              Work:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: { Variables: { QUARKUS_FUNQY_EXPORT: work } }
                  Events:
                    Closed: { Type: HttpApi, Properties: { Method: POST, Path: /closed } }
                    Open: { Type: HttpApi, Properties: { Method: POST, Path: /open, Auth: { Authorizer: NONE } } }
            """));
    private static final String DONE = "{\"statusCode\":200,\"body\":\"done\"}";

    private final List<String> invoked = new CopyOnWriteArrayList<>();
    private final List<JsonNode> worked = new CopyOnWriteArrayList<>();
    private volatile Functions guard = (name, event) -> bytes("{\"isAuthorized\":true,\"context\":{\"merchant\":\"shop\"}}");
    private volatile Functions work = (name, event) -> bytes(DONE);
    private LocalServer server;

    @BeforeEach
    void open() {
        server = LocalServer.open(new ConcurrentHashMap<>(), "api", 0);
        Functions functions = (name, event) -> {
            invoked.add(name);
            if (name.equals("work")) {
                worked.add(Json.readObject(event));
            }
            return (name.equals("guard") ? guard : work).invoke(name, event);
        };
        server.answerWith(new Gateway(() -> ROUTES, functions, new GatewayEvents(Clock.systemUTC(), () -> "request-1")));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void passesTheAuthorizersContextToTheFunction() {
        api().header("Authorization", "Bearer k").post("/closed").then().statusCode(200).body(equalTo("done")).header("apigw-requestid", "request-1");

        assertEquals(List.of("guard", "work"), invoked);
        assertEquals("shop", worked.get(0).at("/requestContext/authorizer/lambda/merchant").textValue());
    }

    @Test
    void refusesARequestWithoutAKeyAndCallsNoAuthorizer() {
        api().post("/closed").then().statusCode(401).contentType("application/problem+json").body("code", equalTo("unauthorized"))
                .body("type", notNullValue()).body("title", notNullValue()).body("detail", notNullValue()).body("status", equalTo(401));

        assertEquals(List.of(), invoked);
    }

    @Test
    void refusesAKeyThatTheAuthorizerRefuses() {
        guard = (name, event) -> bytes("{\"isAuthorized\":false}");

        api().header("Authorization", "Bearer k").post("/closed").then().statusCode(401).body("code", equalTo("unauthorized"));

        assertEquals(List.of("guard"), invoked);
    }

    @Test
    void failsWhenTheAuthorizerFails() {
        guard = (name, event) -> {
            throw new IllegalStateException("no secrets");
        };

        api().header("Authorization", "Bearer k").post("/closed").then().statusCode(500).body("message", equalTo("Internal Server Error"));

        assertEquals(List.of("guard"), invoked);
    }

    @Test
    void servesAnOpenRouteWithoutAKey() {
        api().post("/open").then().statusCode(200);

        assertEquals(List.of("work"), invoked);
        assertTrue(worked.get(0).at("/requestContext/authorizer").isMissingNode());
    }

    @Test
    void knowsNoOtherRouteOrMethod() {
        api().post("/elsewhere").then().statusCode(404).contentType("application/problem+json").body("code", equalTo("not-found"));
        api().get("/open").then().statusCode(404).body("code", equalTo("not-found"));
    }

    @Test
    void refusesMoreThanTenMegabytes() {
        api().contentType("application/octet-stream").body(new byte[LocalServer.BODY_LIMIT + 1]).post("/open").then().statusCode(413);
        assertEquals(List.of(), invoked);

        api().contentType("application/octet-stream").body(new byte[LocalServer.BODY_LIMIT]).post("/open").then().statusCode(200);
    }

    @Test
    void hidesWhatAFunctionThrows() {
        work = (name, event) -> {
            throw new IllegalStateException("a secret");
        };

        api().post("/open").then().statusCode(500).body(equalTo("{\"message\":\"Internal Server Error\"}"));
    }

    @Test
    void forwardsHeadersCookiesAndBinaryBodies() {
        work = (name, event) -> bytes("""
                {"statusCode":201,"headers":{"Location":"/x","Content-Type":"image/png","Content-Length":"999"},"multiValueHeaders":{"X-Old":["1"]},
                 "cookies":["a=1","b=2"],"body":"AAEC","isBase64Encoded":true}""");

        byte[] body = api().post("/open").then().statusCode(201).header("Location", "/x").header("Content-Type", "image/png")
                .header("X-Old", nullValue()).cookie("a", "1").cookie("b", "2").extract().asByteArray();

        assertEquals(List.of((byte) 0, (byte) 1, (byte) 2), List.of(body[0], body[1], body[2]));
        assertEquals(3, body.length);
    }

    @Test
    void runsSixtyFourRequestsAtTheSameTime() throws Exception {
        int together = 64;
        CountDownLatch all = new CountDownLatch(together);
        work = (name, event) -> {
            all.countDown();
            return bytes(all.await(20, TimeUnit.SECONDS) ? DONE : "{\"statusCode\":503}");
        };
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/open"))
                .POST(HttpRequest.BodyPublishers.noBody()).build();

        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < together; i++) {
            answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
        }
    }

    private RequestSpecification api() {
        return given().baseUri("http://localhost:" + server.port());
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
