package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.RawHttpServer;
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
}
