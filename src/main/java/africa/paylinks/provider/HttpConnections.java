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
 * Connections to providers, none of which is used again after it was idle for long. Lambda freezes a process between
 * requests; the peer closes its connections meanwhile, and the process may never hear of it. What is sent on such a
 * connection is lost, and whether it arrived is not known.
 *
 * <p>The JDK keeps connections in its clients and says nothing of their age. Hence one client to a connection: each carries
 * one exchange at a time, and the time since its last one is the time that its connection was idle. Both clocks count,
 * because a freeze may stop either of them.
 */
final class HttpConnections {

    private final Supplier<HttpClient> clients;
    private final Executor closing;
    private final Duration longestIdle;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<String, Deque<Idle>> idle = new HashMap<>();
    private HttpClient prepared;

    /** @param closing closes clients that are not used again, which may take a moment */
    HttpConnections(Supplier<HttpClient> clients, Executor closing, Duration longestIdle, Clock clock, LongSupplier nanoTime) {
        this.clients = clients;
        this.closing = closing;
        this.longestIdle = longestIdle;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Makes a client that the next exchange finds. */
    synchronized void prepare() {
        if (prepared == null) {
            prepared = clients.get();
        }
    }

    /** A client for one exchange with that server; it has to be given back or discarded. */
    HttpClient take(URI server) {
        return usedLately(server).or(this::takePrepared).orElseGet(clients);
    }

    /** Keeps a client for the next exchange, after one that went well. */
    synchronized void returnUnused(URI server, HttpClient client) {
        idle.computeIfAbsent(origin(server), any -> new ArrayDeque<>())
                .push(new Idle(client, clock.instant(), nanoTime.getAsLong()));
    }

    /** Closes a client with whatever its connection still carries. */
    void discard(HttpClient client) {
        // Clients of JDK 21 and later can be closed; earlier ones end when they are collected.
        if (client instanceof AutoCloseable closeable) {
            closing.execute(() -> close(closeable));
        }
    }

    private synchronized Optional<HttpClient> usedLately(URI server) {
        Deque<Idle> candidates = idle.computeIfAbsent(origin(server), any -> new ArrayDeque<>());
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        if (isStale(candidates.peek())) {
            // The first is the one used last, so that all others are older.
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
        return clock.instant().isAfter(candidate.since.plus(longestIdle))
                || nanoTime.getAsLong() - candidate.sinceNanos > longestIdle.toNanos();
    }

    private static String origin(URI server) {
        return server.getScheme() + "://" + server.getRawAuthority();
    }

    private static void close(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception broken) {
            // It is as closed as it can be.
            return;
        }
    }

    private record Idle(HttpClient client, Instant since, long sinceNanos) {
    }
}
