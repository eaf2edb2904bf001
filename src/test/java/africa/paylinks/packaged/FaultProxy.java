package africa.paylinks.packaged;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a function and one thing that it calls, and plays what can be wrong with it. Each connection carries one
 * request, so that a change of the fault reaches whatever is asked next.
 */
final class FaultProxy implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding: *chunked");
    private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\r\n");

    private final URI upstream;
    private final Protocol protocol;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger faultCount = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;
    private volatile ServerSocket server;

    private FaultProxy(URI upstream, Protocol protocol, ServerSocket server) {
        this.upstream = upstream;
        this.protocol = protocol;
        this.server = server;
        this.port = server.getLocalPort();
        accept(server);
    }

    /** Starts on a port that no outgoing connection is given, so that it can be closed and opened again. */
    static FaultProxy before(URI upstream, Protocol protocol) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                return new FaultProxy(upstream, protocol, listen(ThreadLocalRandom.current().nextInt(20_000, 32_000)));
            } catch (IOException taken) {
                if (attempt == 100) {
                    throw taken;
                }
            }
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
            return socket;
        } catch (IOException taken) {
            socket.close();
            throw taken;
        }
    }

    /** Where the function finds it: the upstream's path on this port. */
    URI address() {
        return URI.create("http://localhost:" + port + Optional.ofNullable(upstream.getRawPath()).orElse(""));
    }

    /** Lets go of whatever still hangs, and strikes from now on with this fault. */
    void injectFault(Fault next) {
        try {
            if (next == Fault.REFUSE) {
                server.close();
            } else if (server.isClosed()) {
                server = listen(port);
                accept(server);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        fault = next;
        faultCount.set(0);
        open.forEach(FaultProxy::reset);
    }

    /** How many requests met the fault since it was set. */
    int faultCount() {
        return faultCount.get();
    }

    private void accept(ServerSocket listening) {
        start(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    start(() -> serve(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            client.setTcpNoDelay(true);
            InputStream from = client.getInputStream();
            String head = head(from);
            byte[] body = body(from, head);
            answer(client, head, body, fault);
        } catch (IOException gone) {
            // The function hung up, or the fault was lifted while it hung.
        } finally {
            open.remove(client);
        }
    }

    private void answer(Socket client, String head, byte[] body, Fault now) throws IOException {
        OutputStream out = client.getOutputStream();
        switch (now) {
            case NONE, REFUSE -> out.write(forward(head, body));
            case RESET -> {
                faultCount.incrementAndGet();
                reset(client);
            }
            case HANG_BEFORE_HEADERS -> hang(client);
            case HANG_IN_BODY -> {
                byte[] answer = forward(head, body);
                int bodyAt = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
                out.write(answer, 0, bodyAt + (answer.length - bodyAt) / 2);
                out.flush();
                hang(client);
            }
            default -> {
                Optional<byte[]> answer = protocol.answer(now, head, body);
                if (answer.isPresent()) {
                    faultCount.incrementAndGet();
                }
                out.write(answer.isPresent() ? answer.get() : forward(head, body));
            }
        }
    }

    /** Until the function hangs up. */
    private void hang(Socket client) throws IOException {
        faultCount.incrementAndGet();
        while (client.getInputStream().read() >= 0) {
            continue;
        }
    }

    private byte[] forward(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket(upstream.getHost(), upstream.getPort())) {
            String end = CONNECTION.matcher(head).replaceAll("").replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
            OutputStream out = socket.getOutputStream();
            out.write(end.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return socket.getInputStream().readAllBytes();
        }
    }

    private static String head(InputStream from) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] end = {0, 0, 0, 0};
        while (!Arrays.equals(end, new byte[] {'\r', '\n', '\r', '\n'})) {
            int next = from.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
            System.arraycopy(end, 1, end, 0, 3);
            end[3] = (byte) next;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] body(InputStream from, String head) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            return from.readNBytes(Integer.parseInt(length.group(1)));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (CHUNKED.matcher(head).find()) {
            while (!body.toString(StandardCharsets.ISO_8859_1).endsWith("0\r\n\r\n")) {
                int next = from.read();
                if (next < 0) {
                    throw new EOFException();
                }
                body.write(next);
            }
        }
        return body.toByteArray();
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closed) {
            // As it should be.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(FaultProxy::reset);
    }
}
