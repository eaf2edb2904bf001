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
 * The JDK's HTTP connections for the AWS SDK. The SDK's own client throws unchecked exceptions when a connection breaks or an
 * attempt times out while it waits for a response. The SDK takes these for errors of the caller, does not retry, and throws
 * exceptions that are not its own. The JDK's connection itself throws a {@link NullPointerException} when it is disconnected
 * between two steps. This class throws an {@link IOException} instead.
 *
 * <p>It reads a body completely within the attempt's time. The SDK interrupts a slow read, which does not always stop one
 * that receives single bytes.
 *
 * <p>The JDK does not reuse connections that were idle for five seconds, because no AWS service requests a longer keep-alive.
 */
public final class SdkConnections implements SdkHttpClient {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final SdkHttpClient connections;
    private final Duration attempt;

    private SdkConnections(SdkHttpClient connections, Duration attempt) {
        this.connections = connections;
        this.attempt = attempt;
    }

    /** Connections with this timeout for each operation. */
    public static SdkHttpClient.Builder<?> limitedTo(Duration attempt) {
        return new Limited(attempt);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Call(connections.prepareRequest(request), attempt);
    }

    @Override
    public String clientName() {
        return connections.clientName();
    }

    @Override
    public void close() {
        connections.close();
    }

    /** One attempt. Whoever aborts it while its body arrives leaves the connection to the thread that reads. */
    private static final class Call implements ExecutableHttpRequest {

        private final ExecutableHttpRequest prepared;
        private final Duration attempt;
        private boolean reading;
        private boolean aborted;

        private Call(ExecutableHttpRequest prepared, Duration attempt) {
            this.prepared = prepared;
            this.attempt = attempt;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            long began = System.nanoTime();
            try {
                HttpExecuteResponse head = prepared.call();
                Optional<AbortableInputStream> body = head.responseBody();
                if (!startReading()) {
                    throw late();
                }
                return body.isEmpty() ? head : HttpExecuteResponse.builder().response(head.httpResponse())
                        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(read(body.get(), began)))).build();
            } catch (UncheckedIOException broken) {
                throw broken.getCause();
            } catch (RuntimeException broken) {
                if (isAborted()) {
                    throw new IOException("The attempt was aborted", broken);
                }
                throw broken;
            }
        }

        /**
         * Ends the attempt. To disconnect while a body is being read makes a thread of the JDK drain that body under the lock that
         * the reader needs, so that the reader would wait for all of it.
         */
        @Override
        public synchronized void abort() {
            aborted = true;
            if (!reading) {
                prepared.abort();
            }
        }

        private synchronized boolean startReading() {
            reading = true;
            return !aborted;
        }

        private synchronized boolean isAborted() {
            return aborted;
        }

        /** Reads a complete body: each read has a timeout, and none starts after the attempt's time is over. */
        private byte[] read(InputStream body, long began) throws IOException {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                    read.write(buffer, 0, length);
                    if (isAborted() || System.nanoTime() - began > attempt.toNanos()) {
                        throw late();
                    }
                }
            } catch (IOException broken) {
                prepared.abort();
                throw broken;
            }
            body.close();
            return read.toByteArray();
        }

        private SocketTimeoutException late() {
            return new SocketTimeoutException("No complete response within " + attempt.toMillis() + " ms");
        }
    }

    private record Limited(Duration attempt) implements SdkHttpClient.Builder<Limited> {

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new SdkConnections(UrlConnectionHttpClient.builder().connectionTimeout(attempt).socketTimeout(attempt)
                    .buildWithDefaults(defaults), attempt);
        }
    }
}
