package africa.paylinks.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.StoreUnavailable;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HttpAdapterTest {

    private static final ApiResponse OK = ApiResponse.json(200, Json.object());

    @Test
    void base64BodiesBecomeTheirBytesAndHeadersLoseTheirCase() {
        byte[] bytes = {0, (byte) 0xff, '{'};
        ApiRequest request = seen(APIGatewayV2HTTPEvent.builder().withBody(Base64.getEncoder().encodeToString(bytes))
                .withIsBase64Encoded(true).withHeaders(Map.of("X-Some-Header", "v")).build());
        assertArrayEquals(bytes, request.body());
        assertEquals("v", request.header("x-some-header").orElseThrow());
    }

    @Test
    void anEventWithNothingInItIsARequestWithNothingInIt() {
        ApiRequest request = seen(new APIGatewayV2HTTPEvent());
        assertEquals(0, request.body().length);
        assertTrue(request.caller().isEmpty());
    }

    @Test
    void brokenBase64IsTheCallersFault() {
        assertEquals(400, answer(APIGatewayV2HTTPEvent.builder().withBody("###").withIsBase64Encoded(true).build()).getStatusCode());
    }

    @Test
    void theLimitIsInBytesAndIncludesTheLastOne() {
        assertEquals(200, answer(body("x".repeat(HttpAdapter.MAX_BODY_BYTES))).getStatusCode());
        assertEquals(413, answer(body("x".repeat(HttpAdapter.MAX_BODY_BYTES + 1))).getStatusCode());
        assertEquals(413, answer(body("é".repeat(HttpAdapter.MAX_BODY_BYTES / 2 + 1))).getStatusCode());
    }

    @Test
    void aStoreThatIsAwayIsAnInvitationToTryAgain() {
        APIGatewayV2HTTPResponse answer = HttpAdapter.answer(body(""), request -> {
            throw new StoreUnavailable("throttled secret-thing", null);
        });
        assertEquals(503, answer.getStatusCode());
        assertEquals("2", answer.getHeaders().get("retry-after"));
        assertFalse(answer.getBody().contains("secret-thing"));
    }

    @Test
    void everyResponseAndProblemDocumentHasTheRequestId() {
        List<Function<ApiRequest, ApiResponse>> handlers = List.of(request -> OK,
                request -> new ApiResponse(200, Map.of("content-type", "text/html"), "<p>"),
                request -> Problem.of(ProblemCode.NOT_FOUND, "No \"such\" thing.").toResponse(),
                request -> {
                    throw new ProblemException(Problem.of(ProblemCode.FORBIDDEN, "No."));
                },
                request -> {
                    throw new StoreUnavailable("away", null);
                },
                request -> {
                    throw new IllegalStateException("unexpected");
                });
        for (Function<ApiRequest, ApiResponse> handler : handlers) {
            APIGatewayV2HTTPResponse answer = HttpAdapter.answer(identified("JKJa=\""), handler);
            assertEquals("JKJa=\"", answer.getHeaders().get("x-request-id"));
            Optional<JsonValue> body = Json.readObject(answer.getBody());
            assertEquals(answer.getStatusCode() >= 400, body.filter(json -> json.path("requestId").asText().equals("JKJa=\"")).isPresent());
        }
        APIGatewayV2HTTPEvent large = identified("JKJa=");
        large.setBody("x".repeat(HttpAdapter.MAX_BODY_BYTES + 1));
        assertEquals("JKJa=", HttpAdapter.answer(large, request -> OK).getHeaders().get("x-request-id"));
    }

    private static APIGatewayV2HTTPEvent identified(String requestId) {
        return APIGatewayV2HTTPEvent.builder().withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder()
                .withRequestId(requestId).build()).build();
    }

    @Test
    void anUnexpectedErrorRevealsNoDetails() {
        APIGatewayV2HTTPResponse answer = HttpAdapter.answer(body(""), request -> {
            throw new IllegalStateException("secret-thing");
        });
        assertEquals(500, answer.getStatusCode());
        assertEquals("application/problem+json", answer.getHeaders().get("content-type"));
        assertFalse(answer.getBody().contains("secret-thing"));
    }

    private static APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, request -> OK);
    }

    private static ApiRequest seen(APIGatewayV2HTTPEvent event) {
        AtomicReference<ApiRequest> seen = new AtomicReference<>();
        HttpAdapter.answer(event, request -> {
            seen.set(request);
            return OK;
        });
        return seen.get();
    }

    private static APIGatewayV2HTTPEvent body(String text) {
        return APIGatewayV2HTTPEvent.builder().withBody(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).build();
    }
}
