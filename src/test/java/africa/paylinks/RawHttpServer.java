package africa.paylinks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A real HTTP/1.1 peer on loopback whose answers are written by hand, byte by byte, so that it can fail as peers do. */
public final class RawHttpServer implements AutoCloseable {

    private final ServerSocket server;
    private final Answering answering;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private RawHttpServer(ServerSocket server, Answering answering) {
        this.server = server;
        this.answering = answering;
    }

    /** Writes one answer; the connection closes when it throws. */
    @FunctionalInterface
    public interface Answering {

        void answer(Exchange exchange) throws IOException, InterruptedException;
    }

    /**
     * One request.
     *
     * @param connection the connection's number, from 0
     * @param place      the request's number on its connection, from 0
     */
    public record Exchange(int connection, int place, OutputStream out) {

        /** Writes text as it stands, at once. */
        public void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Answers 200 with a body, and keeps the connection. */
        public void ok(String body) throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        /** Writes a text slowly, one byte in so many milliseconds. */
        public void drip(String text, long millis) throws IOException, InterruptedException {
            for (int at = 0; at < text.length(); at++) {
                send(text.substring(at, at + 1));
                Thread.sleep(millis);
            }
        }

        /** Says nothing more for as long as anybody could wait. */
        public void stall() throws InterruptedException {
            Thread.sleep(60_000);
        }
    }

    public static RawHttpServer start(Answering answering) {
        return start(ServerSocketFactory.getDefault(), answering);
    }

    /** Starts with sockets of that kind, such as those of TLS. */
    public static RawHttpServer start(ServerSocketFactory sockets, Answering answering) {
        try {
            RawHttpServer started = new RawHttpServer(sockets.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), answering);
            daemon(started::accept);
            return started;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** How many connections were made. */
    public int connections() {
        return connections.size();
    }

    /** The request lines that came, in order. */
    public List<String> requests() {
        return requests;
    }

    /** Closes every connection that there is, as a peer does with idle ones. */
    public void closeConnections() {
        connections.forEach(RawHttpServer::close);
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeConnections();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                int number = connections.size();
                connections.add(socket);
                daemon(() -> serve(socket, number));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            InputStream in = socket.getInputStream();
            for (int place = 0; readRequest(in); place++) {
                answering.answer(new Exchange(number, place, socket.getOutputStream()));
            }
        } catch (IOException | InterruptedException over) {
            close(socket);
        }
    }

    private boolean readRequest(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return false;
        }
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring("content-length:".length()).trim());
            }
        }
        in.readNBytes(length);
        requests.add(first);
        return true;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }
}
