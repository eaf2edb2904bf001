package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.notification.WebhookSender.Answer;
import africa.paylinks.notification.WebhookSender.Unreachable;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class WebhookSenderTest {

    private static final byte[] BODY = "{\"type\":\"payment.completed\"}".getBytes(StandardCharsets.UTF_8);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String LOOPBACK = "127.0.0.1";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void postsTheVeryBytesOnceAndReadsStatusAndRetryAfter() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        int port = server(exchange -> {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Host") + " "
                    + exchange.getRequestHeaders().getFirst("webhook-id") + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("Retry-After", "120");
            answer(exchange, 503, "later");
        });
        assertEquals(new Answer(503, Optional.of("120")), http(LOOPBACK).post(plain(port, "/hooks?k=1"), Map.of("webhook-id", "evt_1"), BODY, LIMIT));
        assertEquals(List.of("POST /hooks?k=1 shop.example:" + port + " evt_1 " + new String(BODY, StandardCharsets.UTF_8)), seen);
    }

    @Test
    void aRedirectIsAnAnswerAndIsNotFollowed() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        int secret = server(exchange -> {
            inside.incrementAndGet();
            answer(exchange, 200, "secret");
        });
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            int port = server(exchange -> {
                exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + secret + "/latest/meta-data/");
                answer(exchange, status, "");
            });
            assertEquals(status, post(port).status());
        }
        assertEquals(0, inside.get());
    }

    @Test
    void aNameThatLeadsInsideIsRefusedEvenIfItAlsoLeadsOutside() throws Exception {
        for (String inside : List.of("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00:ec2::254", "64:ff9b::a9fe:a9fe")) {
            for (String[] addresses : new String[][] {{inside}, {"93.184.215.14", inside}, {inside, "93.184.215.14"}}) {
                WebhookSender guarded = new WebhookSender(host -> addresses(addresses), PublicAddressPolicy::has, WebhookSenderTest::noTls);
                EndpointRefused refused = assertThrows(EndpointRefused.class, () -> guarded.post(plain(80, "/"), Map.of(), BODY, LIMIT));
                assertEquals("address-not-public", refused.getMessage());
            }
        }
    }

    @Test
    void aNameThatLeadsElsewhereTheNextTimeIsConnectedToWhereItWasCheckedToLead() throws Exception {
        AtomicInteger trap = new AtomicInteger();
        int port = server(exchange -> {
            trap.incrementAndGet();
            answer(exchange, 200, "");
        });
        AtomicInteger questions = new AtomicInteger();
        // 127.0.0.2 plays the public address at which nobody listens; 127.0.0.1 is what the name says ever after.
        WebhookSender http = new WebhookSender(host -> addresses(questions.getAndIncrement() == 0 ? "127.0.0.2" : LOOPBACK),
                address -> address.getHostAddress().equals("127.0.0.2"), WebhookSenderTest::noTls);
        assertEquals("not-reachable", assertThrows(Unreachable.class, () -> http.post(plain(port, "/"), Map.of(), BODY, LIMIT)).getMessage());
        assertEquals(1, questions.get(), "the name is resolved once");
        assertEquals(0, trap.get());
        assertEquals("address-not-public", assertThrows(EndpointRefused.class, () -> http.post(plain(port, "/"), Map.of(), BODY, LIMIT)).getMessage());
    }

    @Test
    void theNextAddressOfANameIsTriedWhenOneDoesNotListen() throws Exception {
        int port = server(exchange -> answer(exchange, 204, ""));
        assertEquals(204, http("127.0.0.3", LOOPBACK).post(plain(port, "/"), Map.of(), BODY, LIMIT).status());
    }

    @Test
    void tlsIsAboutTheNameWhileTheConnectionGoesToTheAddress(@TempDir Path folder) throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        SSLContext context = context(folder, "shop.example");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            names.add(((ExtendedSSLSession) ((com.sun.net.httpserver.HttpsExchange) exchange).getSSLSession()).getRequestedServerNames().toString());
            answer(exchange, 200, "ok");
        });
        server.start();
        open.add(() -> server.stop(0));
        int port = server.getAddress().getPort();
        WebhookSender http = new WebhookSender(host -> addresses(LOOPBACK), any -> true, context::getSocketFactory);
        assertEquals(200, http.post(new EndpointAddress(true, "shop.example", port, "/"), Map.of(), BODY, LIMIT).status());
        assertTrue(names.get(0).contains("shop.example"), names.toString());
        assertEquals("tls-failed", assertThrows(Unreachable.class,
                () -> http.post(new EndpointAddress(true, "other.example", port, "/"), Map.of(), BODY, LIMIT)).getMessage());
        WebhookSender distrusting = new WebhookSender(host -> addresses(LOOPBACK), any -> true, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
        assertEquals("tls-failed", assertThrows(Unreachable.class,
                () -> distrusting.post(new EndpointAddress(true, "shop.example", port, "/"), Map.of(), BODY, LIMIT)).getMessage());
        assertEquals(1, names.size());
    }

    @Test
    void aSlowServerTimesOut() throws Exception {
        List<Raw> slow = List.of(
                // Says nothing.
                (in, out) -> Thread.sleep(10_000),
                // Says something again and again, and never all of it.
                (in, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; i < 100; i++) {
                        out.write('x');
                        out.flush();
                        Thread.sleep(100);
                    }
                });
        for (Raw one : slow) {
            long began = System.nanoTime();
            assertEquals("timeout", assertThrows(Unreachable.class,
                    () -> http(LOOPBACK).post(plain(raw(one), "/"), Map.of(), BODY, Duration.ofMillis(400))).getMessage());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            assertTrue(millis < 3_000, millis + " ms");
        }
    }

    @Test
    void aSlowResolverTimesOut() {
        WebhookSender http = new WebhookSender(host -> {
            try {
                Thread.sleep(5_000);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            return addresses(LOOPBACK);
        }, any -> true, WebhookSenderTest::noTls);
        assertEquals("timeout", assertThrows(Unreachable.class,
                () -> http.post(plain(1, "/"), Map.of(), BODY, Duration.ofMillis(200))).getMessage());
    }

    @Test
    void aStatusCountsHoweverItsAnswerEnds() throws Exception {
        List<Raw> ends = List.of(
                // An endless body, slow or fast.
                (in, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; i < 100; i++) {
                        out.write('x');
                        out.flush();
                        Thread.sleep(100);
                    }
                },
                (in, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] much = new byte[64 * 1024];
                    while (true) {
                        out.write(much);
                    }
                },
                // Connections that stay open after an answer that is whole.
                (in, out) -> send(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 3_000),
                (in, out) -> send(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 3_000),
                (in, out) -> send(out, "HTTP/1.1 204 No Content\r\n\r\n", 3_000),
                // One that breaks in the middle, and one that is announced.
                (in, out) -> send(out, "HTTP/1.0 200\r\nContent-Length: 100\r\n\r\nok", 0),
                (in, out) -> send(out, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n", 0));
        for (Raw one : ends) {
            long began = System.nanoTime();
            int status = http(LOOPBACK).post(plain(raw(one), "/"), Map.of(), BODY, Duration.ofMillis(1_000)).status();
            assertTrue(status >= 200 && status < 300);
            assertTrue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) < 2_500);
        }
    }

    @Test
    void aResponseThatIsNotHttpCountsAsNoAnswer() throws Exception {
        for (String nonsense : List.of("SSH-2.0-OpenSSH_9\r\n\r\n", "HTTP/1.1 099 Odd\r\n\r\n", "HTTP/1.1 200", "", "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(40_000))) {
            Unreachable unreachable = assertThrows(Unreachable.class,
                    () -> http(LOOPBACK).post(plain(raw((in, out) -> send(out, nonsense, 0)), "/"), Map.of(), BODY, LIMIT));
            assertEquals("answer-malformed", unreachable.getMessage(), nonsense);
        }
        WebhookSender nowhere = new WebhookSender(InetAddress::getAllByName, any -> true, WebhookSenderTest::noTls);
        assertEquals("host-unknown", assertThrows(Unreachable.class, () -> nowhere.post(
                new EndpointAddress(false, "no-such-host.invalid", 80, "/"), Map.of(), BODY, LIMIT)).getMessage());
    }

    private Answer post(int port) {
        return http(LOOPBACK).post(plain(port, "/"), Map.of(), BODY, LIMIT);
    }

    private static WebhookSender http(String... addresses) {
        return new WebhookSender(host -> addresses(addresses), any -> true, WebhookSenderTest::noTls);
    }

    private static EndpointAddress plain(int port, String target) {
        return new EndpointAddress(false, "shop.example", port, target);
    }

    private static SSLSocketFactory noTls() {
        throw new AssertionError("Nothing here is about TLS");
    }

    private static InetAddress[] addresses(String... texts) throws java.net.UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return addresses;
    }

    private int server(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.createContext("/", handler);
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException bodiless) {
            exchange.close();
        }
    }

    /** Answers one connection by hand. */
    private interface Raw {
        void answer(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    private static void send(OutputStream out, String text, int millisThen) throws IOException, InterruptedException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        Thread.sleep(millisThen);
    }

    private int raw(Raw answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK));
        open.add(server);
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                byte[] request = new byte[16 * 1024];
                int read = 0;
                while (!new String(request, 0, read, StandardCharsets.ISO_8859_1).contains("payment.completed\"}")) {
                    read += in.read(request, read, request.length - read);
                }
                answer.answer(in, socket.getOutputStream());
            } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server.getLocalPort();
    }

    /** A key of its own for a name, which is trusted too. */
    private static SSLContext context(Path folder, String name) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "server",
                "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:" + name, "-keystore", file.toString(), "-storetype", "PKCS12",
                "-storepass", "changeit", "-validity", "2").redirectErrorStream(true).start();
        assertEquals(0, keytool.waitFor(), () -> {
            try {
                return new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException unreadable) {
                return unreadable.toString();
            }
        });
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
