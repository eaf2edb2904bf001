package africa.paylinks.local.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A received HTTP request, as plain data that tests can construct.
 *
 * @param method upper-case method
 * @param rawPath path as received, percent-encoded
 * @param rawQuery query as received, may be empty
 * @param headers values by lower-case name, in the order received
 * @param body the exact bytes, truncated to the limit when {@code oversized}
 * @param oversized whether the body exceeds the limit
 * @param protocol such as {@code HTTP/1.1}
 * @param sourceAddress address of the client
 */
public record LocalRequest(String method, String rawPath, String rawQuery, Map<String, List<String>> headers, byte[] body, boolean oversized,
        String protocol, String sourceAddress) {

    /**
     * Reads a request to its end and keeps at most {@code limit} bytes of the body: a client that is interrupted while sending does not read the answer.
     *
     * @throws IOException when the connection breaks
     */
    public static LocalRequest read(HttpExchange exchange, int limit) throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        ByteArrayOutputStream buffered = new ByteArrayOutputStream();
        boolean oversized = false;
        try (InputStream in = exchange.getRequestBody()) {
            byte[] buffer = new byte[16 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int room = Math.min(n, limit - buffered.size());
                buffered.write(buffer, 0, room);
                oversized |= room < n;
            }
        }
        String query = exchange.getRequestURI().getRawQuery();
        return new LocalRequest(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), query == null ? "" : query, headers,
                buffered.toByteArray(), oversized, exchange.getProtocol(), exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    /** Returns the first value of a header, its name in any case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }

    /** Returns the decoded path. */
    public String path() {
        // A plus sign stands for itself in a path.
        return URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Returns the fields of a submitted HTML form; the last of repeated names counts. */
    public Map<String, String> form() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}
