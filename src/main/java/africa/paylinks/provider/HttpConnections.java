package africa.paylinks.provider;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Pools connections to providers and drops those that were idle for too long. Lambda freezes a process between requests. The
 * server may close a connection meanwhile without the process noticing; a request on such a connection is lost, and its
 * outcome is unknown.
 *
 * <p>The JDK's client pools connections but does not expose their age. Therefore each connection has a client of its own,
 * which carries one exchange at a time. The time since its last exchange is the connection's idle time. Both clocks are
 * checked, because a freeze may stop either of them.
 */
final class HttpConnections {

    private final Supplier<HttpClient> clients;
    private final Executor closing;
    private final Duration maxIdle;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<String, Deque<Idle>> idle = new HashMap<>();
    private HttpClient prepared;

    /** @param closing runs the closing of discarded clients, which can block */
    HttpConnections(Supplier<HttpClient> clients, Executor closing, Duration maxIdle, Clock clock, LongSupplier nanoTime) {
        this.clients = clients;
        this.closing = closing;
        this.maxIdle = maxIdle;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Creates a client ahead of the next exchange. */
    synchronized void prepare() {
        if (prepared == null) {
            prepared = clients.get();
        }
    }

    /** Takes a client for one exchange with that server; release or discard it afterwards. */
    HttpClient take(URI server) {
        return recentlyUsed(server).or(this::takePrepared).orElseGet(clients);
    }

    /** Returns a client to the pool after a successful exchange. */
    synchronized void release(URI server, HttpClient client) {
        idle.computeIfAbsent(origin(server), any -> new ArrayDeque<>())
                .push(new Idle(client, clock.instant(), nanoTime.getAsLong()));
    }

    /** Closes a client and its connection. */
    void discard(HttpClient client) {
        // Clients can be closed since JDK 21, where they need no test; earlier ones end when they are garbage-collected.
        Object untyped = client;
        if (untyped instanceof AutoCloseable closeable) {
            closing.execute(() -> close(closeable));
        }
    }

    private synchronized Optional<HttpClient> recentlyUsed(URI server) {
        Deque<Idle> candidates = idle.computeIfAbsent(origin(server), any -> new ArrayDeque<>());
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        if (isStale(candidates.peek())) {
            // The first was used last; all others are older.
            candidates.forEach(stale -> discard(stale.client));
            candidates.clear();
            return Optional.empty();
        }
        return Optional.of(candidates.pop().client);
    }

    private synchronized Optional<HttpClient> takePrepared() {
        Optional<HttpClient> taken = Optional.ofNullable(prepared);
        prepared = null;
        return taken;
    }

    private boolean isStale(Idle candidate) {
        return clock.instant().isAfter(candidate.since.plus(maxIdle))
                || nanoTime.getAsLong() - candidate.sinceNanos > maxIdle.toNanos();
    }

    private static String origin(URI server) {
        return server.getScheme() + "://" + server.getRawAuthority();
    }

    private static void close(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception broken) {
            // Nothing more can be done.
            return;
        }
    }

    private record Idle(HttpClient client, Instant since, long sinceNanos) {
    }
}
