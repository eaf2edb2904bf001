package africa.paylinks.local.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * An HTTP server, on the loopback interface by default. Its socket survives a reload of the classes; only the handler is replaced.
 *
 * <p>The caller passes the state that survives in a map of JDK types.
 */
public final class LocalServer {

    /** Maximum size of a body, the limit of API Gateway. */
    public static final int BODY_LIMIT = 10 * 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(LocalServer.class);
    private static final int BACKLOG = 1024;

    static {
        // Without it each response waits 40 ms for the acknowledgement of its headers. It is read once, before the first server starts.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final AtomicReference<HttpHandler> answering;

    private LocalServer(HttpServer server, ExecutorService threads, AtomicReference<HttpHandler> answering) {
        this.server = server;
        this.threads = threads;
        this.answering = answering;
    }

    /**
     * Opens the port on the loopback interface, or returns the server from before a reload.
     *
     * @param state objects that outlive a reload
     * @param port 0 for any free one
     * @throws UncheckedIOException when the port is taken
     */
    public static LocalServer open(Map<String, Object> state, String name, int port) {
        return open(state, name, InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Opens the port on an address, or returns the server from before a reload.
     *
     * @param state   objects that outlive a reload
     * @param address the wildcard address for every interface
     * @param port    0 for any free one
     * @throws UncheckedIOException when the port is taken or the address is not of this machine
     */
    @SuppressWarnings("unchecked")
    public static LocalServer open(Map<String, Object> state, String name, InetAddress address, int port) {
        String key = name + ":" + port;
        if (state.get(key) instanceof Object[] parts) {
            return new LocalServer((HttpServer) parts[0], (ExecutorService) parts[1], (AtomicReference<HttpHandler>) parts[2]);
        }
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
            ExecutorService threads = Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, "local-" + name);
                thread.setDaemon(true);
                return thread;
            });
            AtomicReference<HttpHandler> answering = new AtomicReference<>();
            server.setExecutor(threads);
            server.createContext("/", exchange -> answering.get().handle(exchange));
            state.put(key, new Object[] {server, threads, answering});
            return new LocalServer(server, threads, answering);
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + port + " (" + name + ") cannot be opened on " + address.getHostAddress() + ": " + e.getMessage()
                    + "; choose another with -Dpaylinks.local." + name + "-port", e);
        }
    }

    /** Sets the handler, and starts the server if it is not running. */
    public void answerWith(RequestHandler next) {
        answerWith(next, Optional::empty);
    }

    /**
     * Sets the handler, and starts the server if it is not running.
     *
     * @param first called before each request; it may replace the handler, and its own response ends the request
     */
    public void answerWith(RequestHandler next, Supplier<Optional<LocalResponse>> first) {
        boolean started = answering.getAndSet(new Exchanges(next, first, answering)) != null;
        if (!started) {
            server.start();
        }
    }

    /** Returns the port that was opened. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Closes the port immediately, even with requests in progress. */
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private record Exchanges(RequestHandler answering, Supplier<Optional<LocalResponse>> first, AtomicReference<HttpHandler> current) implements HttpHandler {

        @Override
        public void handle(HttpExchange exchange) throws IOException {
            Thread.currentThread().setContextClassLoader(Exchanges.class.getClassLoader());
            Optional<LocalResponse> early = first.get();
            if (early.isPresent()) {
                early.get().send(exchange);
            } else if (current.get() != this) {
                current.get().handle(exchange);
            } else {
                answer(exchange).send(exchange);
            }
        }

        private LocalResponse answer(HttpExchange exchange) {
            try {
                return answering.answer(LocalRequest.read(exchange, BODY_LIMIT));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return LocalResponse.dropped();
            } catch (Exception | LinkageError e) {
                LOG.errorf(e, "%s %s", exchange.getRequestMethod(), exchange.getRequestURI().getPath());
                return LocalResponse.problem(500, "The local stack failed", "local-stack", String.valueOf(e));
            }
        }
    }
}
