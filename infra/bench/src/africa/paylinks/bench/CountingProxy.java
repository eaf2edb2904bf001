package africa.paylinks.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** Stands between a function and what it calls, and writes down each call: round trips are the cost that no cache hides. */
final class CountingProxy implements AutoCloseable {

    private static final Set<String> PER_CONNECTION = Set.of("connection", "content-length", "expect", "host",
            "transfer-encoding", "upgrade");
    private static final Pattern IDENTIFIER = Pattern.compile(
            "(?<=/transactions/)(?!status$|revert$|verify_by_reference$)[^/]+|pay_[a-z2-7]{26}");

    private final URI target;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "counting-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Call> calls = new ArrayList<>();

    private CountingProxy(URI target, HttpServer server) {
        this.target = target;
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::forward);
        server.start();
    }

    static CountingProxy before(URI target) throws IOException {
        return new CountingProxy(target,
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** Where to call instead of the target; the target's path is kept. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + target.getRawPath());
    }

    /** The calls since this was asked last, in the order in which they were answered. */
    List<Call> take() {
        synchronized (calls) {
            List<Call> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            long start = System.nanoTime();
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!PER_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (!PER_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            synchronized (calls) {
                calls.add(new Call(operation(exchange, target.getRawPath()), Duration.ofNanos(System.nanoTime() - start)));
            }
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is asked, the same for every payment and transaction it may be about. */
    private static String operation(HttpExchange exchange, String base) {
        String awsTarget = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        return awsTarget == null
                ? exchange.getRequestMethod() + " "
                        + IDENTIFIER.matcher(exchange.getRequestURI().getPath().substring(base.length())).replaceAll("{id}")
                : awsTarget.substring(awsTarget.indexOf('.') + 1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** @param took how long the target needed, the way through the proxy left out */
    record Call(String operation, Duration took) {
    }
}
