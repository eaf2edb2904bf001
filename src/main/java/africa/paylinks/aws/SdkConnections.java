package africa.paylinks.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The JDK's connections as the SDK uses them. What breaks them while an answer is awaited comes out of the SDK's own client
 * unchecked, as does the end of an attempt by its time limit; the SDK then takes it for a fault of the caller: it does not
 * try again, and throws what is none of its exceptions. Here it is an {@link IOException} like any other.
 *
 * <p>Connections that were idle for five seconds are not used again: so the JDK does, as no service of AWS asks it to keep
 * them for longer.
 */
public final class SdkConnections implements SdkHttpClient {

    private final SdkHttpClient connections;

    private SdkConnections(SdkHttpClient connections) {
        this.connections = connections;
    }

    /** Connections that wait no longer than that for anything. */
    public static SdkHttpClient.Builder<?> limitedTo(Duration attempt) {
        return new Limited(attempt);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = connections.prepareRequest(request);
        return new ExecutableHttpRequest() {

            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return prepared.call();
                } catch (UncheckedIOException broken) {
                    throw broken.getCause();
                }
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return connections.clientName();
    }

    @Override
    public void close() {
        connections.close();
    }

    private record Limited(Duration attempt) implements SdkHttpClient.Builder<Limited> {

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new SdkConnections(UrlConnectionHttpClient.builder().connectionTimeout(attempt).socketTimeout(attempt)
                    .buildWithDefaults(defaults));
        }
    }
}
