package africa.paylinks.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An HTTP response, as plain data.
 *
 * @param status HTTP status, or 0 to break the connection without an answer
 * @param headers values by name
 * @param body bytes to send, may be empty
 */
public record LocalResponse(int status, Map<String, List<String>> headers, byte[] body) {

    /** Returns JSON. */
    public static LocalResponse json(int status, Object value) {
        return of(status, "application/json", Json.bytes(value));
    }

    /** Returns a problem document, as the product does. */
    public static LocalResponse problem(int status, String title, String code, String detail) {
        return of(status, "application/problem+json", Json.bytes(document(status, title, code, detail)));
    }

    private static ObjectNode document(int status, String title, String code, String detail) {
        return Json.object().put("type", "https://paylinks.africa/problems/" + code).put("title", title).put("status", status).put("detail", detail)
                .put("code", code);
    }

    /** The same with the id of the request. */
    public static LocalResponse problem(int status, String title, String code, String detail, String requestId) {
        return of(status, "application/problem+json", Json.bytes(document(status, title, code, detail).put("requestId", requestId)));
    }

    /** Returns a page. */
    public static LocalResponse html(int status, String page) {
        return of(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8)).with("Cache-Control", "no-store");
    }

    /** Returns bytes of a given type. */
    public static LocalResponse of(int status, String contentType, byte[] body) {
        return new LocalResponse(status, Map.of("Content-Type", List.of(contentType)), body);
    }

    /** Redirects a browser after a submitted form. */
    public static LocalResponse seeOther(String location) {
        return new LocalResponse(303, Map.of("Location", List.of(location)), new byte[0]);
    }

    /** Returns a response without a body. */
    public static LocalResponse empty(int status) {
        return new LocalResponse(status, Map.of(), new byte[0]);
    }

    /** Breaks the connection, as a crashed peer does. */
    public static LocalResponse dropped() {
        return empty(0);
    }

    /** Adds a header, or replaces it. */
    public LocalResponse with(String name, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        more.put(name, List.of(value));
        return new LocalResponse(status, more, body);
    }

    void send(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (status == 0) {
                return;
            }
            headers.forEach((name, values) -> values.forEach(value -> exchange.getResponseHeaders().add(name, value)));
            boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
            if (!bodiless) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
