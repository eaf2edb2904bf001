package africa.paylinks.http;

import africa.paylinks.payment.PaymentIds;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An API request from API Gateway, with the raw body bytes and headers by lower-case name.
 *
 * @param path       the path of the route, without the stage or base path that API Gateway prepends
 * @param parameters the path variables, such as {@code id}
 * @param query      the query parameters, decoded by API Gateway
 * @param host       the host name of the request
 */
public record ApiRequest(String method, String path, Map<String, String> parameters, Map<String, String> query,
        Map<String, String> headers, byte[] body, String host, Optional<Caller> caller) {

    /** The authenticated merchant and the scopes of its key. */
    public record Caller(String merchant, Set<String> scopes) {
    }

    /**
     * Parses an API Gateway HTTP API event (payload format 2.0).
     *
     * @throws ProblemException 400 when the body is marked as base64 and is not
     */
    static ApiRequest from(APIGatewayV2HTTPEvent event) {
        Map<String, String> headers = new HashMap<>();
        orEmpty(event.getHeaders()).forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        var context = Optional.ofNullable(event.getRequestContext());
        return new ApiRequest(
                context.map(APIGatewayV2HTTPEvent.RequestContext::getHttp)
                        .map(APIGatewayV2HTTPEvent.RequestContext.Http::getMethod).orElse(""),
                path(event),
                orEmpty(event.getPathParameters()), orEmpty(event.getQueryStringParameters()), headers,
                body(event),
                context.map(APIGatewayV2HTTPEvent.RequestContext::getDomainName)
                        .or(() -> Optional.ofNullable(headers.get("host"))).orElse(""),
                context.map(APIGatewayV2HTTPEvent.RequestContext::getAuthorizer)
                        .map(APIGatewayV2HTTPEvent.RequestContext.Authorizer::getLambda).flatMap(ApiRequest::caller));
    }

    /** The route with its variables replaced; the raw path if there is no route. */
    private static String path(APIGatewayV2HTTPEvent event) {
        String route = Optional.ofNullable(event.getRouteKey()).orElse("");
        int space = route.indexOf(' ');
        if (space < 0) {
            return Optional.ofNullable(event.getRawPath()).orElse("");
        }
        String path = route.substring(space + 1);
        for (Map.Entry<String, String> variable : orEmpty(event.getPathParameters()).entrySet()) {
            path = path.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        return path;
    }

    private static byte[] body(APIGatewayV2HTTPEvent event) {
        if (event.getBody() == null) {
            return new byte[0];
        }
        if (!event.getIsBase64Encoded()) {
            return event.getBody().getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(event.getBody());
        } catch (IllegalArgumentException notBase64) {
            throw new ProblemException(Problem.of(ProblemCode.MALFORMED_BODY,
                    "The body is marked as base64 but cannot be decoded."));
        }
    }

    private static Optional<Caller> caller(Map<String, Object> authorizerContext) {
        Object merchant = authorizerContext.get("merchant");
        if (!(merchant instanceof String name) || name.isEmpty()) {
            return Optional.empty();
        }
        String scopes = String.valueOf(authorizerContext.getOrDefault("scopes", ""));
        return Optional.of(new Caller(name, Set.copyOf(Arrays.asList(scopes.trim().split(" +")))));
    }

    private static <V> Map<String, V> orEmpty(Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    /** A header by its lower-case name. */
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** The payment id in the route, if it is well-formed. */
    public Optional<String> paymentId() {
        return Optional.ofNullable(parameters.get("id")).filter(PaymentIds::isPossible);
    }

    /** A query parameter; an empty one counts as absent. */
    public Optional<String> queryParameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    /**
     * The calling merchant.
     *
     * @param scope the required scope: {@code read} or {@code write}
     * @throws ProblemException 401 without a valid key, 403 when the key lacks the scope
     */
    public String merchant(String scope) {
        Caller known = caller.orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.UNAUTHORIZED,
                "Send your API key as 'Authorization: Bearer <key>'.")));
        if (!known.scopes().contains(scope)) {
            throw new ProblemException(Problem.of(ProblemCode.FORBIDDEN,
                    "This API key lacks the scope '" + scope + "'."));
        }
        return known.merchant();
    }
}
