package africa.paylinks.provider;

import africa.paylinks.http.Deadline;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/**
 * The HTTP client for all provider calls. It limits the time of the whole exchange including the body, follows no redirects,
 * does not retry, never reuses a connection that was idle for long, and limits the size of the response.
 */
public final class ProviderHttp {

    private static final int MAX_ANSWER_BYTES = 1024 * 1024;
    private static final Duration MAX_IDLE = Duration.ofSeconds(10);

    private final HttpConnections connections;
    private final Metrics metrics;

    /** @param clock measures how long a connection was idle, together with the process's run time */
    public ProviderHttp(Duration connectTimeout, Clock clock, Metrics metrics) {
        this(connectTimeout, MAX_IDLE, clock, metrics);
    }

    ProviderHttp(Duration connectTimeout, Duration maxIdle, Clock clock, Metrics metrics) {
        this.metrics = metrics;
        Executor threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "provider");
            thread.setDaemon(true);
            return thread;
        });
        this.connections = new HttpConnections(() -> HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(connectTimeout).executor(threads).build(),
                threads, maxIdle, clock, System::nanoTime);
    }

    /** Builds the client during the function's start instead of in its first request. */
    public void warmUp() {
        connections.prepare();
    }

    /**
     * Calls a payment provider, and records the call and its duration.
     *
     * @param body the exact bytes to send; empty for none
     * @throws ProviderUnreachable   when the complete response does not arrive within {@code timeLimit}, or within the rest of
     *                               a {@link CallLimit}
     * @throws ProviderNotConfigured when a header or the address is invalid; the message contains no header value
     */
    public Answer send(Operation operation, String method, URI uri, Map<String, String> headers, Optional<byte[]> body,
            Duration timeLimit) {
        long begin = System.nanoTime();
        try {
            Answer answer = send(method, uri, headers, body, timeLimit);
            record(operation, begin, Integer.toString(answer.status()), answer.isFault());
            return answer;
        } catch (ProviderUnreachable unreachable) {
            record(operation, begin, "none", true);
            throw unreachable;
        }
    }

    private void record(Operation operation, long begin, String status, boolean fault) {
        Metrics.Line line = metrics.line("provider-call", operation.provider()).count(Metric.PROVIDER_CALL)
                .time(Metric.PROVIDER_TIME, Duration.ofNanos(System.nanoTime() - begin))
                .property("operation", operation.name()).property("status", status);
        if (fault) {
            line.count(Metric.PROVIDER_ERROR);
        }
        line.write();
    }

    /**
     * Calls another system in the same way, without metrics.
     *
     * @param body the exact bytes to send; empty for none
     * @throws ProviderUnreachable   when the complete response does not arrive within {@code timeLimit}, or within the rest of
     *                               a {@link CallLimit}
     * @throws ProviderNotConfigured when a header or the address is invalid; the message contains no header value
     */
    public Answer send(String method, URI uri, Map<String, String> headers, Optional<byte[]> body, Duration timeLimit) {
        Duration timeout = CallLimit.cut(timeLimit);
        HttpRequest request = request(method, uri, headers, body);
        HttpClient client = connections.take(uri);
        boolean succeeded = false;
        try {
            CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, BoundedBody.of(MAX_ANSWER_BYTES));
            HttpResponse<byte[]> response = Deadline.await(exchange, timeout, () -> exchange.cancel(true));
            succeeded = true;
            return new Answer(response.statusCode(), response.body(), response.headers().firstValue("retry-after"));
        } catch (TimeoutException late) {
            throw new ProviderUnreachable("did not answer within " + timeout.toMillis() + " ms", late);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof BoundedBody.TooLong
                    ? new ProviderUnreachable("answered with more than " + MAX_ANSWER_BYTES + " bytes", null)
                    : new ProviderUnreachable("could not be reached, or closed the connection before its response was complete", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProviderUnreachable("was called, but the call was interrupted", interrupted);
        } finally {
            if (succeeded) {
                connections.release(uri, client);
            } else {
                connections.discard(client);
            }
        }
    }

    private static HttpRequest request(String method, URI uri, Map<String, String> headers, Optional<byte[]> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder().method(method, body
                .map(HttpRequest.BodyPublishers::ofByteArray).orElseGet(HttpRequest.BodyPublishers::noBody));
        allowed(() -> request.uri(uri), "The address of a call is not a web address");
        headers.forEach((name, value) -> allowed(() -> request.setHeader(name, value),
                "A header of a call to " + uri.getHost() + " is not valid in HTTP: " + name));
        return request.build();
    }

    /** The JDK's message repeats the value that it rejects, which may be a key. */
    private static void allowed(Runnable part, String otherwise) {
        try {
            part.run();
        } catch (IllegalArgumentException refused) {
            throw new ProviderNotConfigured(otherwise);
        }
    }

    /** A provider's response. */
    public record Answer(int status, byte[] body, Optional<String> retryAfter) {

        /** Whether the status is 2xx. */
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** Whether the API fails or refuses our access, rather than rejecting this request. */
        boolean isFault() {
            return status >= 500 || AnswerStatus.isBusy(status) || refusesKey();
        }

        /** Whether the provider rejected the request for good. */
        public boolean refusesRequest() {
            return AnswerStatus.refusesRequest(status);
        }

        /** Whether the provider rejected our credentials. */
        public boolean refusesKey() {
            return AnswerStatus.refusesKey(status);
        }
    }

    /** A provider did not answer completely; it is unknown whether it processed the request. */
    public static final class ProviderUnreachable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ProviderUnreachable(String message, Throwable cause) {
            super(message, cause);
        }

        /** A provider answered with something unusable. */
        public ProviderUnreachable(String message) {
            super(message);
        }
    }
}
