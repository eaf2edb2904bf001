package africa.paylinks.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.RawHttpServer;
import africa.paylinks.RawHttpServer.Answering;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderHttpTest {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final Duration PATIENT = Duration.ofSeconds(20);
    /** Far more than the limit on a busy machine, and far less than any of the peers below takes. */
    private static final Duration GENEROUS = Duration.ofSeconds(40);

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final RecordedMetrics metrics = new RecordedMetrics(clock);
    private final ProviderHttp http = new ProviderHttp(CONNECT, clock, metrics.metrics());

    static Stream<Map.Entry<String, Answering>> slowServers() {
        return Stream.of(
                Map.entry("says nothing", exchange -> exchange.stall()),
                Map.entry("stalls in the headers", exchange -> {
                    exchange.send("HTTP/1.1 200 OK\r\nContent-Type: appl");
                    exchange.stall();
                }),
                Map.entry("stalls before the body", exchange -> {
                    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
                    exchange.stall();
                }),
                Map.entry("stalls in the body", exchange -> {
                    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\":\"suc");
                    exchange.stall();
                }),
                Map.entry("stalls in a chunked body", exchange -> {
                    exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"st\r\n");
                    exchange.stall();
                }),
                Map.entry("drips its headers", exchange -> exchange.drip("HTTP/1.1 200 OK\r\nX: " + "x".repeat(600) + "\r\n", 100)),
                Map.entry("drips its body", exchange -> {
                    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n");
                    exchange.drip("x".repeat(600), 100);
                }),
                Map.entry("never ends a body without a length", exchange -> {
                    exchange.send("HTTP/1.1 200 OK\r\n\r\n");
                    exchange.drip("x".repeat(600), 100);
                }));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("slowServers")
    void theTimeLimitIsThatOfTheWholeExchange(Map.Entry<String, Answering> peer) throws IOException {
        try (RawHttpServer server = RawHttpServer.start(peer.getValue())) {
            for (String method : List.of("GET", "POST")) {
                long began = System.nanoTime();
                ProviderUnreachable late = assertThrows(ProviderUnreachable.class, () -> call(method, server.uri(), LIMIT));
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                assertTrue(took.compareTo(GENEROUS) < 0, peer.getKey() + " " + took);
                assertEquals("did not answer within 300 ms", late.getMessage());
            }
        }
    }

    @Test
    void aPeerWithoutTlsTimesOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            long began = System.nanoTime();
            assertThrows(ProviderUnreachable.class, () -> call("POST", URI.create("https://127.0.0.1:" + silent.getLocalPort()), LIMIT));
            assertTrue(Duration.ofNanos(System.nanoTime() - began).compareTo(GENEROUS) < 0);
        }
    }

    @Test
    void theConnectionOfALateAnswerIsClosedAndNeverUsedAgain() throws Exception {
        try (RawHttpServer server = RawHttpServer.start(exchange -> {
            if (exchange.connection() == 0) {
                exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
                exchange.drip("x".repeat(600), 20);
            } else {
                exchange.ok("{}");
            }
        })) {
            assertThrows(ProviderUnreachable.class, () -> call("GET", server.uri(), LIMIT));
            assertArrayEquals("{}".getBytes(StandardCharsets.UTF_8), call("GET", server.uri(), PATIENT).body());
            assertEquals(2, server.connections());
        }
    }

    @Test
    void responsesAreReadUpToASizeLimit() throws IOException {
        try (RawHttpServer server = RawHttpServer.start(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\n\r\n");
            String much = "x".repeat(64 * 1024);
            while (true) {
                exchange.send(much);
            }
        })) {
            assertEquals("answered with more than 1048576 bytes",
                    assertThrows(ProviderUnreachable.class, () -> call("GET", server.uri(), PATIENT)).getMessage());
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNone() throws IOException {
        try (RawHttpServer server = RawHttpServer.start(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
            throw new IOException("The peer goes away");
        })) {
            assertEquals("could not be reached, or closed the connection before its response was complete",
                    assertThrows(ProviderUnreachable.class, () -> call("POST", server.uri(), PATIENT)).getMessage());
            assertEquals(1, server.requests().size(), "it is not sent twice");
        }
    }

    @Test
    void aConnectionCarriesOneCallAfterTheOther() throws IOException {
        try (RawHttpServer server = RawHttpServer.start(exchange -> exchange.ok("{}"))) {
            http.warmUp();
            for (int i = 0; i < 20; i++) {
                assertEquals(200, call(i % 2 == 0 ? "GET" : "POST", server.uri(), PATIENT).status());
                clock.advance(Duration.ofSeconds(9));
            }
            assertEquals(1, server.connections());
        }
    }

    @Test
    void aConnectionThatWasIdleForLongIsNotUsedAgain() throws IOException {
        // Later requests on a connection are lost, as after a freeze in which the peer, or a NAT between, has dropped it.
        try (RawHttpServer server = RawHttpServer.start(exchange -> {
            if (exchange.place() > 0) {
                exchange.stall();
            }
            exchange.ok("{}");
        })) {
            for (int i = 0; i < 5; i++) {
                assertEquals(200, call("POST", server.uri(), PATIENT).status());
                clock.advance(Duration.ofSeconds(11));
            }
            assertEquals(5, server.connections());
        }
    }

    @Test
    void noneOfSeveralConnectionsIsUsedAgainAfterItWasIdleForLong() throws Exception {
        try (RawHttpServer server = RawHttpServer.start(exchange -> exchange.ok("{}"))) {
            ExecutorService callers = Executors.newFixedThreadPool(4);
            try {
                // All at once, so that each has a connection of its own.
                List<Callable<Answer>> calls = java.util.Collections.nCopies(4, () -> call("GET", server.uri(), PATIENT));
                for (Future<Answer> call : callers.invokeAll(calls)) {
                    assertEquals(200, call.get().status());
                }
            } finally {
                callers.shutdown();
            }
            int atOnce = server.connections();
            // One of them stays in use while the others grow old.
            for (int i = 0; i < 4; i++) {
                clock.advance(Duration.ofSeconds(6));
                call("POST", server.uri(), PATIENT);
            }
            assertEquals(atOnce, server.connections());
            clock.advance(Duration.ofSeconds(11));
            call("POST", server.uri(), PATIENT);
            call("POST", server.uri(), PATIENT);
            assertEquals(atOnce + 1, server.connections());
        }
    }

    @Test
    void everyCallIsCountedWithItsOperationAndStatus() throws Exception {
        Operation operation = new Operation("flot", "status");
        List<Integer> statuses = List.of(200, 404, 422, 429, 401, 500);
        for (int status : statuses) {
            try (RawHttpServer server = RawHttpServer.start(exchange ->
                    exchange.send("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n"))) {
                http.send(operation, "GET", server.uri(), Map.of(), Optional.empty(), PATIENT);
            }
        }
        try (RawHttpServer server = RawHttpServer.start(exchange -> exchange.stall())) {
            assertThrows(ProviderUnreachable.class, () -> http.send(operation, "GET", server.uri(), Map.of(), Optional.empty(), LIMIT));
        }
        assertEquals(List.of("429", "401", "500", "none"), metrics.with(Metric.PROVIDER_ERROR).stream().map(line -> line.path("status").asText()).toList());
        assertEquals(statuses.size() + 1, metrics.sum(Metric.PROVIDER_CALL));
        assertEquals(statuses.size() + 1, metrics.with(Metric.PROVIDER_TIME).size());
        assertTrue(metrics.lines().stream().allMatch(line -> line.path("operation").asText().equals("status")
                && line.path("Provider").asText().equals("flot")));
    }

    private Answer call(String method, URI uri, Duration limit) {
        return http.send(method, uri, Map.of("Accept", "application/json"),
                Optional.of("{}".getBytes(StandardCharsets.UTF_8)).filter(body -> method.equals("POST")), limit);
    }
}
