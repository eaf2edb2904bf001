package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.RawHttpServer;
import africa.paylinks.RawHttpServer.Answering;
import africa.paylinks.secrets.SecretVault.Version;
import africa.paylinks.secrets.SecretsUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

@Tag("slow")
class CallLimitsTest {

    private static final String FOUND = """
            {"Name":"paylinks/test/flot","SecretString":"{\\"a\\":\\"b\\"}","CreatedDate":1.7951E9,"VersionStages":["AWSCURRENT"]}""";

    static Stream<Map.Entry<String, Answering>> slowServices() {
        return Stream.of(
                Map.entry("says nothing", exchange -> exchange.stall()),
                Map.entry("stalls in the headers", exchange -> {
                    exchange.send("HTTP/1.1 200 OK\r\nContent-Type: appl");
                    exchange.stall();
                }),
                Map.entry("stalls in the body", exchange -> {
                    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: " + FOUND.length() + "\r\n\r\n" + FOUND.substring(0, 20));
                    exchange.stall();
                }),
                Map.entry("drips its headers", exchange -> exchange.drip("HTTP/1.1 200 OK\r\nX: " + "x".repeat(600), 100)),
                Map.entry("drips its body", exchange -> {
                    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n{");
                    exchange.drip(" ".repeat(600), 100);
                }));
    }

    /** Several times each, because how an attempt ends depends on which of two threads is first. */
    @RepeatedTest(3)
    void aFailedAttemptAlwaysThrowsAnSdkException() throws IOException {
        for (Map.Entry<String, Answering> service : slowServices().toList()) {
            try (RawHttpServer server = RawHttpServer.start(service.getValue())) {
                SecretsManagerVault vault = vault(server, CallLimits.ofTwoAttempts(Duration.ofMillis(200)));
                assertThrows(SecretsUnavailable.class, () -> vault.fetch("flot", Version.CURRENT), service.getKey());
                assertFalse(Thread.interrupted(), "nothing is left behind in the thread of the caller");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("slowServices")
    void aCallThatHangsEndsAtItsLimitWhereverItHangs(Map.Entry<String, Answering> service) throws IOException {
        try (RawHttpServer server = RawHttpServer.start(service.getValue())) {
            SecretsManagerVault vault = vault(server, CallLimits.ofTwoAttempts(Duration.ofMillis(500)));
            long began = System.nanoTime();
            assertThrows(SecretsUnavailable.class, () -> vault.fetch("flot", Version.CURRENT), service.getKey());
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(took.compareTo(Duration.ofSeconds(40)) < 0, service.getKey() + " " + took);
        }
    }

    @Test
    void anAttemptThatHangsLeavesTimeForAnother() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (RawHttpServer server = RawHttpServer.start(exchange -> {
            if (requests.getAndIncrement() == 0) {
                exchange.stall();
            }
            exchange.ok(FOUND);
        })) {
            SecretsManagerVault vault = vault(server, CallLimits.ofTwoAttempts(Duration.ofSeconds(6)));
            assertEquals("b", vault.fetch("flot", Version.CURRENT).orElseThrow().json().path("a").asText());
            assertEquals(2, requests.get());
        }
    }

    private static SecretsManagerVault vault(RawHttpServer server, CallLimits limits) {
        SecretsManagerClientBuilder client = SecretsManagerClient.builder().region(Region.EU_WEST_1).endpointOverride(server.uri())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")));
        limits.on(client);
        return new SecretsManagerVault(client.build(), "test");
    }
}
