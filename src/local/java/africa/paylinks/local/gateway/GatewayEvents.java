package africa.paylinks.local.gateway;

import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.template.Routes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Builds the events of API Gateway's HTTP APIs, payload format 2.0, including the quirks of the real one. */
public final class GatewayEvents {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final Set<String> TEXT_TYPES = Set.of("application/json", "application/javascript", "application/xml");
    private static final String ACCOUNT = "000000000000";
    private static final String API = "local";

    private final Clock clock;
    private final Supplier<String> requestIds;

    /** Uses a clock and an id generator, so that tests can predict an event. */
    public GatewayEvents(Clock clock, Supplier<String> requestIds) {
        this.clock = clock;
        this.requestIds = requestIds;
    }

    /**
     * A request in the gateway; authorizer and function get the same id and time.
     *
     * @param match the route taken
     * @param requestId id of both events
     * @param time when it was received
     */
    public record Request(LocalRequest call, Routes.Match match, String requestId, Instant time) {
    }

    /** Receives a request. */
    public Request receive(LocalRequest call, Routes.Match match) {
        return new Request(call, match, requestIds.get(), clock.instant());
    }

    /** Builds the authorizer's event. */
    public Map<String, Object> authorizerEvent(Request request, String identity) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("type", "REQUEST");
        event.put("routeArn", "arn:aws:execute-api:eu-west-1:" + ACCOUNT + ":" + API + "/$default/" + request.call().method() + request.call().path());
        event.put("identitySource", List.of(identity));
        event.putAll(common(request));
        event.put("requestContext", context(request, Optional.empty()));
        return event;
    }

    /**
     * Builds the function's event.
     *
     * @param authorizer the context of the authorizer's response, empty for an open route
     */
    public Map<String, Object> functionEvent(Request request, Optional<Map<String, Object>> authorizer) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.putAll(common(request));
        event.put("requestContext", context(request, authorizer));
        byte[] body = request.call().body();
        boolean binary = body.length > 0 && !isText(request.call());
        if (body.length > 0) {
            event.put("body", binary ? Base64.getEncoder().encodeToString(body) : new String(body, StandardCharsets.UTF_8));
        }
        event.put("isBase64Encoded", binary);
        return event;
    }

    private Map<String, Object> common(Request request) {
        LocalRequest call = request.call();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("routeKey", request.match().route().key());
        event.put("rawPath", call.path());
        event.put("rawQueryString", call.rawQuery());
        List<String> cookies = call.headers().getOrDefault("cookie", List.of()).stream().flatMap(line -> List.of(line.split("; *")).stream()).toList();
        if (!cookies.isEmpty()) {
            event.put("cookies", cookies);
        }
        event.put("headers", headers(request));
        Map<String, String> query = query(call.rawQuery());
        if (!query.isEmpty()) {
            event.put("queryStringParameters", query);
        }
        if (!request.match().parameters().isEmpty()) {
            event.put("pathParameters", request.match().parameters());
        }
        return event;
    }

    private static Map<String, String> headers(Request request) {
        LocalRequest call = request.call();
        Map<String, String> headers = call.headers().entrySet().stream().filter(header -> !header.getKey().equals("cookie"))
                .collect(Collectors.toMap(Map.Entry::getKey, header -> String.join(",", header.getValue()), (first, second) -> second, LinkedHashMap::new));
        String host = call.header("host").orElse("");
        headers.put("x-forwarded-for", call.header("x-forwarded-for").map(chain -> chain + ", ").orElse("") + call.sourceAddress());
        headers.put("x-forwarded-port", host.contains(":") ? host.substring(host.lastIndexOf(':') + 1) : "80");
        headers.put("x-forwarded-proto", "http");
        return headers;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.merge(decoded(name), decoded(value), (earlier, later) -> earlier + "," + later);
            }
        }
        return parameters;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    private Map<String, Object> context(Request request, Optional<Map<String, Object>> authorizer) {
        LocalRequest call = request.call();
        String host = call.header("host").orElse("");
        Map<String, Object> http = new LinkedHashMap<>();
        http.put("method", call.method());
        http.put("path", call.path());
        http.put("protocol", call.protocol());
        http.put("sourceIp", call.sourceAddress());
        http.put("userAgent", call.header("user-agent").orElse(""));
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("accountId", ACCOUNT);
        context.put("apiId", API);
        authorizer.ifPresent(lambda -> context.put("authorizer", Map.of("lambda", lambda)));
        context.put("domainName", host);
        context.put("domainPrefix", host.split("[.:]", 2)[0]);
        context.put("http", http);
        context.put("requestId", request.requestId());
        context.put("routeKey", request.match().route().key());
        context.put("stage", "$default");
        context.put("time", TIME.format(request.time()));
        context.put("timeEpoch", request.time().toEpochMilli());
        return context;
    }

    /** Returns whether the gateway passes the body as text; it encodes a form in base64. */
    private static boolean isText(LocalRequest call) {
        String type = call.header("content-type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || TEXT_TYPES.contains(type);
    }
}
