package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.RawHttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.AttributeMap;

@Tag("slow")
class SdkConnectionsTest {

    private static final int CALLS = 64;

    /** The JDK drains an aborted response in a thread of its own, under the lock that each read of the response needs. */
    @Test
    void abortingASlowResponseDoesNotWaitForTheRest() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RawHttpServer server = RawHttpServer.start(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 6000\r\n\r\n{");
            exchange.drip(" ".repeat(6000), 10);
        }); SdkHttpClient connections = SdkConnections.limitedTo(Duration.ofSeconds(2)).buildWithDefaults(AttributeMap.empty())) {
            long began = System.nanoTime();
            List<Future<HttpExecuteResponse>> calls = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                ExecutableHttpRequest request = connections.prepareRequest(HttpExecuteRequest.builder()
                        .request(SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(server.uri()).build()).build());
                calls.add(threads.submit(request));
                threads.submit(() -> {
                    Thread.sleep(1000);
                    request.abort();
                    return null;
                });
            }
            for (Future<HttpExecuteResponse> call : calls) {
                assertTrue(assertThrows(ExecutionException.class, call::get).getCause() instanceof IOException);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(took.compareTo(Duration.ofSeconds(40)) < 0, "The last call ended after " + took);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Between two steps, the JDK's connection throws a {@link NullPointerException} when another thread disconnects it. */
    @Test
    void abortingWhileTheRequestIsSentIsAnInputOutputError() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        int abortedCalls = 0;
        try (RawHttpServer server = RawHttpServer.start(exchange -> exchange.ok("{}"));
                SdkHttpClient connections = SdkConnections.limitedTo(Duration.ofSeconds(2)).buildWithDefaults(AttributeMap.empty())) {
            for (int call = 0; call < 3000; call++) {
                ExecutableHttpRequest request = connections.prepareRequest(HttpExecuteRequest.builder()
                        .contentStreamProvider(() -> new ByteArrayInputStream(new byte[] {'{', '}'}))
                        .request(SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(server.uri()).build()).build());
                long abortAt = System.nanoTime() + 1000L * (call % 300);
                Future<?> abort = threads.submit(() -> {
                    while (System.nanoTime() < abortAt) {
                        Thread.onSpinWait();
                    }
                    request.abort();
                });
                try {
                    request.call();
                } catch (IOException aborted) {
                    abortedCalls++;
                }
                abort.get();
            }
            assertTrue(abortedCalls > 0);
        } finally {
            threads.shutdownNow();
        }
    }
}
