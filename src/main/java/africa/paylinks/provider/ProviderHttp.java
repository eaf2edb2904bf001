package africa.paylinks.provider;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The one way to call a provider: a time limit on the whole call, no redirects, no retries of its own, and no more of an
 * answer read than a provider could mean.
 */
public final class ProviderHttp {

    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    private final Duration connectTimeout;
    private volatile HttpClient client;

    public ProviderHttp(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    /**
     * Builds the client now, so that a function that will call a provider pays for it while it starts and not in its
     * first request.
     */
    public void warmUp() {
        client();
    }

    /**
     * Calls a provider.
     *
     * @param body the very bytes to send; empty for none
     * @throws ProviderUnreachable when no whole answer came within {@code longest}, or what is left of a {@link CallLimit}
     */
    public Answer send(String method, URI uri, Map<String, String> headers, Optional<byte[]> body, Duration longest) {
        Duration timeout = CallLimit.cut(longest);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout)
                .method(method, body.map(HttpRequest.BodyPublishers::ofByteArray)
                        .orElseGet(HttpRequest.BodyPublishers::noBody));
        headers.forEach(request::setHeader);
        try {
            HttpResponse<InputStream> response = client().send(request.build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream stream = response.body()) {
                byte[] answer = stream.readNBytes(MAX_ANSWER_BYTES + 1);
                if (answer.length > MAX_ANSWER_BYTES) {
                    throw new ProviderUnreachable("answered with more than " + MAX_ANSWER_BYTES + " bytes", null);
                }
                return new Answer(response.statusCode(), answer, response.headers().firstValue("retry-after"));
            }
        } catch (java.net.http.HttpTimeoutException late) {
            throw new ProviderUnreachable("did not answer within " + timeout.toMillis() + " ms", late);
        } catch (IOException broken) {
            throw new ProviderUnreachable("could not be reached, or broke off its answer", broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProviderUnreachable("was not waited for", interrupted);
        }
    }

    private HttpClient client() {
        HttpClient built = client;
        if (built == null) {
            synchronized (this) {
                built = client;
                if (built == null) {
                    built = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(connectTimeout).build();
                    client = built;
                }
            }
        }
        return built;
    }

    /** What a provider answered. */
    public record Answer(int status, byte[] body, Optional<String> retryAfter) {

        /** Whether the status is one of the 2xx. */
        public boolean isSuccess() {
            return status >= 200 && status < 300;
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
