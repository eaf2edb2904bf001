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
 * The one way to call a provider: a time limit on the whole exchange, its body included, no redirects, no retries of its
 * own, no connection that was idle for long, and no more of an answer read than a provider could mean.
 */
public final class ProviderHttp {

    private static final int MAX_ANSWER_BYTES = 1024 * 1024;
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(10);

    private final HttpConnections connections;
    private final Metrics metrics;

    /** @param clock tells how long a connection was idle, together with the time that the process has run */
    public ProviderHttp(Duration connectTimeout, Clock clock, Metrics metrics) {
        this(connectTimeout, LONGEST_IDLE, clock, metrics);
    }

    ProviderHttp(Duration connectTimeout, Duration longestIdle, Clock clock, Metrics metrics) {
        this.metrics = metrics;
        Executor threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "provider");
            thread.setDaemon(true);
            return thread;
        });
        this.connections = new HttpConnections(() -> HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(connectTimeout).executor(threads).build(),
                threads, longestIdle, clock, System::nanoTime);
    }

    /**
     * Builds the client now, so that a function that will call a provider pays for it while it starts and not in its
     * first request.
     */
    public void warmUp() {
        connections.prepare();
    }

    /**
     * Calls a payment provider, and counts the call and how long it took.
     *
     * @param body the very bytes to send; empty for none
     * @throws ProviderUnreachable   when no whole answer came within {@code longest}, or what is left of a {@link CallLimit}
     * @throws ProviderNotConfigured when HTTP does not allow a header or the address; no header's value is in the message
     */
    public Answer send(Operation operation, String method, URI uri, Map<String, String> headers, Optional<byte[]> body,
            Duration longest) {
        long begin = System.nanoTime();
        try {
            Answer answer = send(method, uri, headers, body, longest);
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
     * Calls whoever is no payment provider, in the same way and uncounted.
     *
     * @param body the very bytes to send; empty for none
     * @throws ProviderUnreachable   when no whole answer came within {@code longest}, or what is left of a {@link CallLimit}
     * @throws ProviderNotConfigured when HTTP does not allow a header or the address; no header's value is in the message
     */
    public Answer send(String method, URI uri, Map<String, String> headers, Optional<byte[]> body, Duration longest) {
        Duration timeout = CallLimit.cut(longest);
        HttpRequest request = request(method, uri, headers, body);
        HttpClient client = connections.take(uri);
        boolean wentWell = false;
        try {
            CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, BoundedBody.of(MAX_ANSWER_BYTES));
            HttpResponse<byte[]> response = Deadline.await(exchange, timeout, () -> exchange.cancel(true));
            wentWell = true;
            return new Answer(response.statusCode(), response.body(), response.headers().firstValue("retry-after"));
        } catch (TimeoutException late) {
            throw new ProviderUnreachable("did not answer within " + timeout.toMillis() + " ms", late);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof BoundedBody.TooLong
                    ? new ProviderUnreachable("answered with more than " + MAX_ANSWER_BYTES + " bytes", null)
                    : new ProviderUnreachable("could not be reached, or broke off its answer", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProviderUnreachable("was not waited for", interrupted);
        } finally {
            if (wentWell) {
                connections.returnUnused(uri, client);
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
                "A header of a call to " + uri.getHost() + " holds what HTTP does not allow: " + name));
        return request.build();
    }

    /** The JDK's own message repeats what it refuses, which may be a key. */
    private static void allowed(Runnable part, String otherwise) {
        try {
            part.run();
        } catch (IllegalArgumentException refused) {
            throw new ProviderNotConfigured(otherwise);
        }
    }

    /** What a provider answered. */
    public record Answer(int status, byte[] body, Optional<String> retryAfter) {

        /** Whether the status is one of the 2xx. */
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** Whether it is the API that fails, or our access to it, and not what was asked for. */
        boolean isFault() {
            return status >= 500 || AnswerStatus.isBusy(status) || refusesKey();
        }

        /** Whether the request itself is refused for good, and not only this call of it. */
        public boolean refusesRequest() {
            return AnswerStatus.refusesRequest(status);
        }

        /** Whether it is our key that is refused. */
        public boolean refusesKey() {
            return AnswerStatus.refusesKey(status);
        }
    }

    /** A provider did not answer, or not whole; whether it did what it was asked is not known. */
    public static final class ProviderUnreachable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ProviderUnreachable(String message, Throwable cause) {
            super(message, cause);
        }

        /** A provider answered, but with nothing that can be used. */
        public ProviderUnreachable(String message) {
            super(message);
        }
    }
}
