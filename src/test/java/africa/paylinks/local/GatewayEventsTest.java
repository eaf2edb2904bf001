package africa.paylinks.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.gateway.GatewayEvents;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayEventsTest {

    private static final Routes ROUTES = Routes.of(Template.parse("""
            Resources:
              Show:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: { Variables: { QUARKUS_FUNQY_EXPORT: show } }
                  Events:
                    Show: { Type: HttpApi, Properties: { Method: POST, Path: '/shops/{shop}/orders/{id}' } }
            """));

    private final GatewayEvents events = new GatewayEvents(Clock.fixed(Instant.parse("2026-03-09T08:07:06.005Z"), ZoneOffset.UTC), () -> "request-1");

    @Test
    void equalsTheEventOfApiGateway() throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("host", List.of("pay.example:8443"));
        headers.put("user-agent", List.of("curl/8"));
        headers.put("content-type", List.of("application/json; charset=utf-8"));
        headers.put("x-many", List.of("one", "two"));
        headers.put("cookie", List.of("a=1; b=2", "c=3"));
        LocalRequest call = call("/shops/a%20b/orders/7+8", "tag=x&tag=y%26z&flag&sum=1+2", headers, "{\"naïve\":true}".getBytes(StandardCharsets.UTF_8));

        assertEquals(Json.readObject("""
                {
                  "version": "2.0",
                  "routeKey": "POST /shops/{shop}/orders/{id}",
                  "rawPath": "/shops/a b/orders/7+8",
                  "rawQueryString": "tag=x&tag=y%26z&flag&sum=1+2",
                  "cookies": ["a=1", "b=2", "c=3"],
                  "headers": {
                    "host": "pay.example:8443",
                    "user-agent": "curl/8",
                    "content-type": "application/json; charset=utf-8",
                    "x-many": "one,two",
                    "x-forwarded-for": "192.0.2.7",
                    "x-forwarded-port": "8443",
                    "x-forwarded-proto": "http"
                  },
                  "queryStringParameters": {"tag": "x,y&z", "flag": "", "sum": "1 2"},
                  "pathParameters": {"shop": "a b", "id": "7+8"},
                  "requestContext": {
                    "accountId": "000000000000",
                    "apiId": "local",
                    "authorizer": {"lambda": {"merchant": "shop", "scopes": "read write"}},
                    "domainName": "pay.example:8443",
                    "domainPrefix": "pay",
                    "http": {
                      "method": "POST",
                      "path": "/shops/a b/orders/7+8",
                      "protocol": "HTTP/1.1",
                      "sourceIp": "192.0.2.7",
                      "userAgent": "curl/8"
                    },
                    "requestId": "request-1",
                    "routeKey": "POST /shops/{shop}/orders/{id}",
                    "stage": "$default",
                    "time": "09/Mar/2026:08:07:06 +0000",
                    "timeEpoch": 1773043626005
                  },
                  "body": "{\\"naïve\\":true}",
                  "isBase64Encoded": false
                }
                """.getBytes(StandardCharsets.UTF_8)), event(call, Optional.of(Map.of("merchant", "shop", "scopes", "read write"))));
    }

    @Test
    void omitsMissingParts() throws IOException {
        JsonNode event = event(call("/shops/a/orders/b", "", Map.of(), new byte[0]), Optional.empty());

        for (String absent : List.of("cookies", "queryStringParameters", "body")) {
            assertFalse(event.has(absent), absent);
        }
        assertFalse(event.path("requestContext").has("authorizer"));
        assertFalse(event.path("isBase64Encoded").booleanValue());
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, false", "text/csv;header=present, false", "application/json, false", "Application/JSON, false", "application/xml, false",
        "application/javascript, false", "application/x-www-form-urlencoded, true", "application/octet-stream, true", "application/problem+json, true",
        "'', true"})
    void encodesBodiesAsApiGatewayDoes(String contentType, boolean base64) throws IOException {
        Map<String, List<String>> headers = contentType.isEmpty() ? Map.of() : Map.of("content-type", List.of(contentType));

        JsonNode event = event(call("/shops/a/orders/b", "", headers, "a=b".getBytes(StandardCharsets.UTF_8)), Optional.empty());

        assertEquals(base64, event.path("isBase64Encoded").booleanValue());
        assertEquals(base64 ? "YT1i" : "a=b", event.path("body").textValue());
    }

    @Test
    void sendsTheAuthorizerNoBody() throws IOException {
        LocalRequest call = call("/shops/a/orders/b", "", Map.of("authorization", List.of("Bearer k")), "{}".getBytes(StandardCharsets.UTF_8));

        JsonNode event = Json.readObject(Json.bytes(events.authorizerEvent(
                events.receive(call, ROUTES.match("POST", call.path()).orElseThrow()), "Bearer k")));

        assertEquals("REQUEST", event.path("type").textValue());
        assertEquals("2.0", event.path("version").textValue());
        assertEquals("Bearer k", event.path("identitySource").path(0).textValue());
        assertEquals("arn:aws:execute-api:eu-west-1:000000000000:local/$default/POST/shops/a/orders/b", event.path("routeArn").textValue());
        assertTrue(event.path("headers").has("authorization"));
        assertFalse(event.has("body"));
    }

    private JsonNode event(LocalRequest call, Optional<Map<String, Object>> authorizer) throws IOException {
        return Json.readObject(Json.bytes(events.functionEvent(events.receive(call, ROUTES.match("POST", call.path()).orElseThrow()), authorizer)));
    }

    private static LocalRequest call(String path, String query, Map<String, List<String>> headers, byte[] body) {
        return new LocalRequest("POST", path, query, headers, body, false, "HTTP/1.1", "192.0.2.7");
    }
}
