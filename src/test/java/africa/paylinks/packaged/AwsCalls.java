package africa.paylinks.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands between functions and AWS and writes down who called what; callers are told apart by what their SDK says of itself. */
final class AwsCalls implements AutoCloseable {

    /** The environment variable by which an SDK learns its application's name, which it puts into each request. */
    static final String CALLER = "AWS_SDK_UA_APP_ID";
    private static final Pattern CALLED_BY = Pattern.compile("(?:^|\\s)app/(\\S+)");
    private static final Set<String> PER_CONNECTION = Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "aws-calls");
        thread.setDaemon(true);
        return thread;
    });
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<AwsCall> calls = new ArrayList<>();

    /** Where to call instead of an endpoint. */
    URI before(URI endpoint) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> forward(endpoint, exchange));
        server.start();
        servers.add(server);
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** All calls until now. */
    List<AwsCall> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    private void forward(URI endpoint, HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!PER_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            note(exchange, body, answer);
            answer.headers().map().forEach((name, values) -> {
                if (!PER_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(HttpExchange exchange, byte[] body, HttpResponse<byte[]> answer) throws IOException {
        Matcher caller = CALLED_BY.matcher(Optional.ofNullable(exchange.getRequestHeaders().getFirst("User-Agent")).orElse(""));
        String target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target")).orElse("unknown.unknown");
        JsonNode read = answer.statusCode() < 400 ? JSON.createObjectNode() : error(answer.body());
        AwsCall call = AwsCall.of(caller.find() ? caller.group(1) : "nobody", target, JSON.readTree(body), answer.statusCode(),
                read.path("__type").asText(""));
        synchronized (calls) {
            calls.add(call);
        }
    }

    private static JsonNode error(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException noJson) {
            return JSON.createObjectNode().put("__type", "NotImplemented: no JSON");
        }
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
