package africa.paylinks.packaged;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The Lambda runtime API (version 2018-06-01) on loopback, so that a packaged function can be run as a process of its
 * own without AWS. One instance serves one function process, one invocation at a time, as Lambda does.
 */
public final class RuntimeApi implements AutoCloseable {

    private static final String ROOT = "/2018-06-01/runtime/";
    private static final String ARN = "arn:aws:lambda:eu-west-1:000000000000:function:packaged";
    private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(30);

    static {
        // Without it the JDK's server waits up to 40 ms for an acknowledgement between headers and body.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "runtime-api");
        thread.setDaemon(true);
        return thread;
    });
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, Invocation> running = new ConcurrentHashMap<>();
    private final CompletableFuture<Long> firstPoll = new CompletableFuture<>();

    private RuntimeApi(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext(ROOT + "invocation/", this::invocation);
        server.createContext(ROOT + "init/error", this::initError);
        server.start();
    }

    /** Starts on a free port of the loopback interface. */
    public static RuntimeApi start() throws IOException {
        return new RuntimeApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** What goes into {@code AWS_LAMBDA_RUNTIME_API}: host and port, no scheme. */
    public String address() {
        return server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort();
    }

    /**
     * Completes with the {@link System#nanoTime()} of the function's first poll, which is the end of its
     * initialisation, and exceptionally with {@link FunctionDied} when the initialisation fails.
     */
    public CompletableFuture<Long> firstPoll() {
        return firstPoll;
    }

    /**
     * Hands an event to the function and waits for its answer.
     *
     * @throws FunctionDied when no answer comes within the function's time limit of 30 s
     */
    public Answer invoke(byte[] event) {
        return invoke(event, FUNCTION_TIMEOUT);
    }

    /**
     * Hands an event to a function with a time limit of its own and waits for its answer.
     *
     * @throws FunctionDied when no answer comes within the time limit
     */
    public Answer invoke(byte[] event, Duration timeout) {
        Invocation invocation = new Invocation(UUID.randomUUID().toString(), event, timeout, new CompletableFuture<>());
        waiting.add(invocation);
        try {
            return invocation.answer().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new FunctionDied("no answer within " + timeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new FunctionDied(String.valueOf(e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FunctionDied("interrupted", e);
        }
    }

    /** Fails everything that waits on the function: called when its process is gone. */
    void functionDied(String why) {
        FunctionDied death = new FunctionDied(why, null);
        firstPoll.completeExceptionally(death);
        running.values().forEach(invocation -> invocation.answer().completeExceptionally(death));
        waiting.forEach(invocation -> invocation.answer().completeExceptionally(death));
    }

    private void invocation(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring((ROOT + "invocation/").length());
        if (path.equals("next")) {
            next(exchange);
            return;
        }
        long answeredAt = System.nanoTime();
        byte[] body = exchange.getRequestBody().readAllBytes();
        int slash = path.indexOf('/');
        Invocation invocation = slash < 0 ? null : running.remove(path.substring(0, slash));
        if (invocation == null) {
            send(exchange, 400, "{\"errorMessage\":\"Unknown request id\",\"errorType\":\"InvalidRequestID\"}");
            return;
        }
        send(exchange, 202, "{\"status\":\"OK\"}");
        boolean failed = path.endsWith("/error");
        invocation.answer().complete(new Answer(failed, body, invocation.handedOverAt, answeredAt));
    }

    private void next(HttpExchange exchange) throws IOException {
        firstPoll.complete(System.nanoTime());
        Invocation invocation;
        try {
            invocation = waiting.take();
        } catch (InterruptedException e) {
            exchange.close();
            return;
        }
        running.put(invocation.id(), invocation);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
        headers.set("Lambda-Runtime-Deadline-Ms",
                String.valueOf(System.currentTimeMillis() + invocation.timeout.toMillis()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", ARN);
        headers.set("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0");
        invocation.handedOverAt = System.nanoTime();
        exchange.sendResponseHeaders(200, invocation.event().length);
        exchange.getResponseBody().write(invocation.event());
        exchange.close();
    }

    private void initError(HttpExchange exchange) throws IOException {
        String error = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        send(exchange, 202, "{\"status\":\"OK\"}");
        firstPoll.completeExceptionally(new FunctionDied("initialisation failed: " + error, null));
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }

    /**
     * What the function sent back.
     *
     * @param failed whether it came over the error route, so that the body is an error document
     * @param handedOverAt {@link System#nanoTime()} when the event left for the function
     * @param answeredAt {@link System#nanoTime()} when the answer began to arrive
     */
    public record Answer(boolean failed, byte[] body, long handedOverAt, long answeredAt) {

        /** The answer as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** How long the function took. */
        public Duration took() {
            return Duration.ofNanos(answeredAt - handedOverAt);
        }
    }

    private static final class Invocation {
        private final String id;
        private final byte[] event;
        private final Duration timeout;
        private final CompletableFuture<Answer> answer;
        private volatile long handedOverAt;

        private Invocation(String id, byte[] event, Duration timeout, CompletableFuture<Answer> answer) {
            this.id = id;
            this.event = event;
            this.timeout = timeout;
            this.answer = answer;
        }

        private String id() {
            return id;
        }

        private byte[] event() {
            return event;
        }

        private CompletableFuture<Answer> answer() {
            return answer;
        }
    }
}
