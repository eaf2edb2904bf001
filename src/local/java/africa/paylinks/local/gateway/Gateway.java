package africa.paylinks.local.gateway;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import africa.paylinks.local.template.Route;
import africa.paylinks.local.template.Routes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Simulates API Gateway: finds the route, calls the authorizer, calls the function, and converts its response to HTTP.
 *
 * <p>It differs from the real one in two points of the API's contract: a refused key gets 401, and errors are problem documents.
 */
public final class Gateway implements RequestHandler {

    private static final Logger LOG = Logger.getLogger(Gateway.class);

    private final RouteTable routes;
    private final Functions functions;
    private final GatewayEvents events;

    /** The source of the routes, which may change between two requests. */
    @FunctionalInterface
    public interface RouteTable {

        /**
         * Returns the current routes.
         *
         * @throws IOException when the template cannot be read
         */
        Routes current() throws IOException;
    }

    /** Connects routes with functions. */
    public Gateway(RouteTable routes, Functions functions, GatewayEvents events) {
        this.routes = routes;
        this.functions = functions;
        this.events = events;
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws IOException {
        Optional<Routes.Match> match = routes.current().match(call.method(), call.path());
        if (match.isEmpty()) {
            return LocalResponse.problem(404, "Not found", "not-found", "There is no " + call.method() + " " + call.path());
        }
        if (call.oversized()) {
            return LocalResponse.problem(413, "The body is too large", "payload-too-large", "A request may have 10 MB at most");
        }
        GatewayEvents.Request request = events.receive(call, match.get());
        return through(request).with("Apigw-Requestid", request.requestId());
    }

    private LocalResponse through(GatewayEvents.Request request) {
        Route route = request.match().route();
        Optional<Map<String, Object>> authorized = Optional.empty();
        try {
            if (route.authorizer().isPresent()) {
                Optional<String> identity = request.call().header("authorization").filter(value -> !value.isBlank());
                if (identity.isEmpty()) {
                    return refused(request);
                }
                authorized = authorize(request, identity.get(), route.authorizer().get());
                if (authorized.isEmpty()) {
                    return refused(request);
                }
            }
            return reply(functions.invoke(route.function(), Json.bytes(events.functionEvent(request, authorized))));
        } catch (Exception | LinkageError e) {
            LOG.errorf(e, "%s failed (%s)", route.key(), route.function());
            return LocalResponse.json(500, Json.object().put("message", "Internal Server Error"));
        }
    }

    private static LocalResponse refused(GatewayEvents.Request request) {
        return LocalResponse.problem(401, "Not authorized", "unauthorized", "A valid API key is needed: Authorization: Bearer <key>", request.requestId())
                .with("x-request-id", request.requestId()).with("WWW-Authenticate", "Bearer");
    }

    /** Returns the authorizer's context, or nothing when the key is refused. */
    private Optional<Map<String, Object>> authorize(GatewayEvents.Request request, String identity, String authorizer) throws Exception {
        ObjectNode answer = Json.readObject(functions.invoke(authorizer, Json.bytes(events.authorizerEvent(request, identity))));
        if (!answer.path("isAuthorized").isBoolean()) {
            throw new IOException("The authorizer answered without isAuthorized");
        }
        if (!answer.path("isAuthorized").booleanValue()) {
            return Optional.empty();
        }
        Map<String, Object> context = new LinkedHashMap<>();
        answer.path("context").properties().forEach(entry -> context.put(entry.getKey(), entry.getValue()));
        return Optional.of(context);
    }

    private static LocalResponse reply(byte[] answered) throws IOException {
        ObjectNode answer = Json.readObject(answered);
        if (!answer.path("statusCode").canConvertToInt() || answer.path("statusCode").intValue() < 100) {
            throw new IOException("The function answered without a statusCode");
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("content-type", List.of("text/plain;charset=UTF-8"));
        answer.path("headers").properties().forEach(header -> {
            headers.keySet().removeIf(header.getKey()::equalsIgnoreCase);
            headers.put(header.getKey(), List.of(header.getValue().asText()));
        });
        List<String> cookies = answer.path("cookies").valueStream().map(JsonNode::asText).toList();
        if (!cookies.isEmpty()) {
            headers.put("set-cookie", cookies);
        }
        // The gateway sets the length itself.
        headers.keySet().removeIf("content-length"::equalsIgnoreCase);
        String body = answer.path("body").isTextual() ? answer.path("body").textValue() : "";
        byte[] bytes = answer.path("isBase64Encoded").asBoolean() ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
        return new LocalResponse(answer.path("statusCode").intValue(), headers, bytes);
    }
}
