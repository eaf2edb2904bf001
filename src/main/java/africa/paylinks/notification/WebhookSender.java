package africa.paylinks.notification;

import africa.paylinks.http.Deadline;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends webhooks to endpoints that outsiders chose, protected against server-side request forgery. The host is resolved once,
 * all its addresses must be allowed, and the connection uses one of these addresses while TLS verifies the name. So later DNS
 * changes have no effect. It follows no redirects, uses no proxy, reads only the status, two headers and a bounded rest, and
 * never exceeds the time limit.
 *
 * <p>The JDK's HTTP clients resolve names themselves and cannot connect to a given address. Therefore this class implements a
 * minimal HTTP/1.1 client, with one request per connection.
 */
public final class WebhookSender {

    /** The reason when the time ran out before a response. */
    static final String TIMEOUT = "timeout";

    private static final int MAX_HEAD_BYTES = 32 * 1024;
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int MAX_INTERIM_ANSWERS = 8;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");

    private final Resolver resolver;
    private final Predicate<InetAddress> allowed;
    private final Supplier<SSLSocketFactory> tls;

    /**
     * @param allowed the addresses that may be connected to
     * @param tls     creates TLS connections
     */
    WebhookSender(Resolver resolver, Predicate<InetAddress> allowed, Supplier<SSLSocketFactory> tls) {
        this.resolver = resolver;
        this.allowed = allowed;
        this.tls = tls;
    }

    /** A sender for public addresses only; with {@code trusted}, for all addresses. */
    public static WebhookSender ofSystem(boolean trusted) {
        return new WebhookSender(InetAddress::getAllByName, trusted ? any -> true : PublicAddressPolicy::has,
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** Resolves a host name. */
    @FunctionalInterface
    interface Resolver {

        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** An endpoint's response. */
    record Answer(int status, Optional<String> retryAfter) {
    }

    /** The endpoint did not respond. */
    static final class Unreachable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** @param reason a code for the payment's history */
        Unreachable(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * Sends a body and waits for the response. The status counts as soon as it arrives. The rest is read only because some
     * servers stop processing when the client disconnects.
     *
     * @param headers headers in addition to those that HTTP requires
     * @param limit   the time limit of the whole exchange
     * @throws EndpointRefused when the name resolves to an address that is not allowed
     * @throws Unreachable     when no status arrives in time
     */
    Answer post(EndpointAddress endpoint, Map<String, String> headers, byte[] body, Duration limit) {
        Exchange exchange = new Exchange(endpoint, head(endpoint, headers, body.length), body);
        FutureTask<Answer> task = new FutureTask<>(exchange::run);
        Thread thread = new Thread(task, "endpoint");
        thread.setDaemon(true);
        thread.start();
        try {
            return Deadline.await(task, limit, exchange::close);
        } catch (TimeoutException late) {
            return exchange.answer().orElseThrow(() -> new Unreachable(TIMEOUT));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof EndpointRefused refused) {
                throw refused;
            }
            return exchange.answer().orElseThrow(() -> new Unreachable(reason(failed.getCause())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted");
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return "host-unknown";
        }
        if (failure instanceof SocketTimeoutException) {
            return TIMEOUT;
        }
        return failure instanceof SSLException ? "tls-failed"
                : failure instanceof MalformedAnswer ? "answer-malformed" : "not-reachable";
    }

    private static byte[] head(EndpointAddress endpoint, Map<String, String> headers, int length) {
        StringBuilder head = new StringBuilder("POST ").append(endpoint.target()).append(" HTTP/1.1\r\nHost: ")
                .append(endpoint.authority()).append("\r\nConnection: close\r\nContent-Length: ").append(length).append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private final class Exchange {

        private final EndpointAddress endpoint;
        private final byte[] head;
        private final byte[] body;
        private volatile Socket socket;
        private volatile boolean closed;
        private volatile Answer answer;

        Exchange(EndpointAddress endpoint, byte[] head, byte[] body) {
            this.endpoint = endpoint;
            this.head = head;
            this.body = body;
        }

        Optional<Answer> answer() {
            return Optional.ofNullable(answer);
        }

        Answer run() throws IOException {
            InetAddress[] addresses = resolver.resolve(endpoint.host());
            for (InetAddress address : addresses) {
                if (!allowed.test(address)) {
                    throw new EndpointRefused("address-not-public");
                }
            }
            connect(addresses);
            try (Socket connection = endpoint.tls() ? secured(socket) : socket) {
                OutputStream out = connection.getOutputStream();
                out.write(head);
                out.write(body);
                out.flush();
                read(new BufferedInputStream(connection.getInputStream()));
                return answer;
            }
        }

        private void connect(InetAddress[] addresses) throws IOException {
            IOException last = new UnknownHostException();
            for (InetAddress address : addresses) {
                Socket attempt = new Socket(Proxy.NO_PROXY);
                socket = attempt;
                try {
                    if (closed) {
                        throw new IOException("Cancelled");
                    }
                    attempt.connect(new InetSocketAddress(address, endpoint.port()), CONNECT_MILLIS);
                    return;
                } catch (IOException failed) {
                    attempt.close();
                    last = failed;
                }
            }
            throw last;
        }

        private Socket secured(Socket plain) throws IOException {
            SSLSocket secured = (SSLSocket) tls.get().createSocket(plain, endpoint.host(), endpoint.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        }

        private void read(InputStream in) throws IOException {
            for (int interim = 0; interim <= MAX_INTERIM_ANSWERS; interim++) {
                AnswerHead read = AnswerHead.read(in);
                if (read.status >= 200) {
                    answer = new Answer(read.status, read.retryAfter);
                    skipRest(in, read);
                    return;
                }
            }
            throw new MalformedAnswer();
        }

        private static void skipRest(InputStream in, AnswerHead head) throws IOException {
            if (head.status == 204 || head.status == 304) {
                return;
            }
            long left = Math.min(MAX_BODY_BYTES, head.length.orElse((long) MAX_BODY_BYTES));
            long last = 0;
            while (left > 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                left--;
                // A server that ignores "Connection: close" still ends a chunked response with these bytes.
                last = (last << 8 | next) & 0xffffffffffL;
                if (head.chunked && last == 0x300d0a0d0aL) {
                    return;
                }
            }
        }

        void close() {
            closed = true;
            Socket open = socket;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException broken) {
                    // Nothing more can be done.
                    return;
                }
            }
        }
    }

    private static final class MalformedAnswer extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private record AnswerHead(int status, Optional<String> retryAfter, Optional<Long> length, boolean chunked) {

        static AnswerHead read(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            Matcher status = STATUS_LINE.matcher(line(in, head));
            if (!status.matches()) {
                throw new MalformedAnswer();
            }
            Optional<String> retryAfter = Optional.empty();
            Optional<Long> length = Optional.empty();
            boolean chunked = false;
            for (String line = line(in, head); !line.isEmpty(); line = line(in, head)) {
                int colon = line.indexOf(':');
                String value = line.substring(colon + 1).trim();
                switch (colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                    case "retry-after" -> retryAfter = Optional.of(value);
                    case "content-length" -> length = value.matches("[0-9]{1,15}") ? Optional.of(Long.valueOf(value)) : length;
                    case "transfer-encoding" -> chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
                    default -> { }
                }
            }
            return new AnswerHead(Integer.parseInt(status.group(1)), retryAfter, length, chunked);
        }

        /** The next line; its bytes count toward the limit of the head. */
        private static String line(InputStream in, ByteArrayOutputStream head) throws IOException {
            int from = head.size();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0 || head.size() >= MAX_HEAD_BYTES) {
                    throw new MalformedAnswer();
                }
                head.write(next);
            }
            String line = head.toString(StandardCharsets.ISO_8859_1).substring(from);
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }
    }
}
