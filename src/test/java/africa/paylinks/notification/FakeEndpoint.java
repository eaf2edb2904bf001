package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A merchant's endpoint on loopback, which answers as the test says; 0 breaks the connection. */
final class FakeEndpoint implements AutoCloseable {

    private final HttpServer server;
    private final java.util.concurrent.ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received;
    private volatile Function<Received, Integer> answers = any -> 200;
    private volatile String retryAfter = "";

    FakeEndpoint() {
        this(new CopyOnWriteArrayList<>());
    }

    FakeEndpoint(List<Received> received) {
        this.received = received;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException noPort) {
            throw new IllegalStateException(noPort);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Something that came. */
    record Received(Map<String, List<String>> headers, String body) {

        String id() {
            return headers.get("Webhook-id").get(0);
        }

        JsonValue json() {
            return Json.readObject(body.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        }

        String type() {
            return json().path("type").asText();
        }

        String paymentId() {
            return json().path("data").path("id").asText();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Received one = new Received(Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            received.add(one);
            int status = answers.apply(one);
            if (status > 0) {
                if (!retryAfter.isEmpty()) {
                    exchange.getResponseHeaders().set("Retry-After", retryAfter);
                }
                exchange.sendResponseHeaders(status, -1);
            }
        }
    }

    void answer(Function<Received, Integer> how) {
        answers = how;
    }

    void sendRetryAfter(String header) {
        retryAfter = header;
    }

    List<Received> received() {
        return received;
    }

    List<String> types() {
        return received.stream().map(Received::type).toList();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
