package africa.paylinks.aws;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
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
 * <p>A body is read whole within the attempt's time: the SDK's own way to end a read, an interrupt, does not always end one
 * of which a byte comes now and then.
 *
 * <p>Connections that were idle for five seconds are not used again: so the JDK does, as no service of AWS asks it to keep
 * them for longer.
 */
public final class SdkConnections implements SdkHttpClient {

    private static final int MOST_AT_ONCE = 16 * 1024;

    private final SdkHttpClient connections;
    private final Duration attempt;

    private SdkConnections(SdkHttpClient connections, Duration attempt) {
        this.connections = connections;
        this.attempt = attempt;
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
                long began = System.nanoTime();
                try {
                    HttpExecuteResponse head = prepared.call();
                    Optional<AbortableInputStream> body = head.responseBody();
                    return body.isEmpty() ? head : HttpExecuteResponse.builder().response(head.httpResponse())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(read(body.get(), began)))).build();
                } catch (UncheckedIOException broken) {
                    throw broken.getCause();
                }
            }

            @Override
            public void abort() {
                prepared.abort();
            }

            /** Reads all of a body: each read waits for so long at most, and none begins when the attempt's time is over. */
            private byte[] read(InputStream body, long began) throws IOException {
                ByteArrayOutputStream read = new ByteArrayOutputStream();
                byte[] some = new byte[MOST_AT_ONCE];
                for (int length = body.read(some); length >= 0; length = body.read(some)) {
                    read.write(some, 0, length);
                    if (System.nanoTime() - began > attempt.toNanos()) {
                        prepared.abort();
                        throw new SocketTimeoutException("No whole answer within " + attempt.toMillis() + " ms");
                    }
                }
                body.close();
                return read.toByteArray();
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
                    .buildWithDefaults(defaults), attempt);
        }
    }
}
