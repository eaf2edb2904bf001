package africa.paylinks.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import africa.paylinks.AdjustableClock;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.local.secrets.SecretsManager;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;

class SecretsManagerTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final SecretVersions secrets = new SecretVersions(kept, Clock.fixed(NOW, ZoneOffset.UTC));
    private LocalServer server;
    private SecretsManagerClient client;

    @BeforeEach
    void open() {
        server = LocalServer.open(kept, "secrets", 0);
        server.answerWith(new SecretsManager(secrets));
        client = SecretsManagerClient.builder().endpointOverride(URI.create("http://localhost:" + server.port())).region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                .httpClient(UrlConnectionHttpClient.create()).build();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void returnsTheCurrentValueByNameAndByArn() {
        client.createSecret(request -> request.name("paylinks/x").secretString("one"));

        GetSecretValueResponse byName = client.getSecretValue(request -> request.secretId("paylinks/x"));
        assertEquals("one", byName.secretString());
        assertEquals("paylinks/x", byName.name());
        assertEquals(List.of("AWSCURRENT"), byName.versionStages());
        assertEquals(NOW, byName.createdDate());
        assertEquals("one", client.getSecretValue(request -> request.secretId(byName.arn())).secretString());
        assertEquals("one", client.getSecretValue(request -> request.secretId("paylinks/x").versionId(byName.versionId())).secretString());
    }

    @Test
    void eachValueKeepsItsCreationTime() {
        AdjustableClock moving = new AdjustableClock(NOW);
        server.answerWith(new SecretsManager(new SecretVersions(new ConcurrentHashMap<>(), moving)));
        client.createSecret(request -> request.name("paylinks/x").secretString("one"));
        moving.advance(Duration.ofHours(30));
        client.putSecretValue(request -> request.secretId("paylinks/x").secretString("two"));
        assertEquals(NOW.plus(Duration.ofHours(30)), client.getSecretValue(request -> request.secretId("paylinks/x")).createdDate());
        assertEquals(NOW, client.getSecretValue(request -> request.secretId("paylinks/x").versionStage("AWSPREVIOUS")).createdDate());
    }

    @Test
    void keepsOnePreviousValueThroughARotation() {
        secrets.put("paylinks/x", "one");
        assertThrows(ResourceNotFoundException.class, () -> stage("AWSPREVIOUS"));

        client.putSecretValue(request -> request.secretId("paylinks/x").secretString("two"));
        assertEquals("two", stage("AWSCURRENT"));
        assertEquals("one", stage("AWSPREVIOUS"));

        client.updateSecret(request -> request.secretId("paylinks/x").secretString("three"));
        assertEquals("three", stage("AWSCURRENT"));
        assertEquals("two", stage("AWSPREVIOUS"));
        assertEquals(List.of(List.of("AWSPREVIOUS"), List.of("AWSCURRENT")),
                client.listSecretVersionIds(request -> request.secretId("paylinks/x")).versions().stream()
                        .map(SecretVersionsListEntry::versionStages).toList());
        assertEquals(2, client.describeSecret(request -> request.secretId("paylinks/x")).versionIdsToStages().size());
    }

    @Test
    void refusesAsTheRealServiceDoes() {
        secrets.put("paylinks/x", "one");

        assertThrows(ResourceNotFoundException.class, () -> client.getSecretValue(request -> request.secretId("paylinks/y")));
        assertThrows(ResourceNotFoundException.class, () -> client.putSecretValue(request -> request.secretId("paylinks/y").secretString("z")));
        assertThrows(ResourceExistsException.class, () -> client.createSecret(request -> request.name("paylinks/x").secretString("two")));
        assertThrows(InvalidRequestException.class, () -> client.putSecretValue(request -> request.secretId("paylinks/x")));
    }

    @Test
    void countsReadsPerSecret() {
        secrets.put("paylinks/x", "one");
        stage("AWSCURRENT");
        stage("AWSCURRENT");

        assertEquals(2, secrets.reads("paylinks/x"));
        assertEquals(0, secrets.reads("paylinks/y"));
    }

    @Test
    void blocksAReaderUntilTheValueIsReady() throws Exception {
        CompletableFuture<String> value = new CompletableFuture<>();
        secrets.putWhenReady("paylinks/x", value);

        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> stage("AWSCURRENT"));
        assertThrows(TimeoutException.class, () -> read.get(200, TimeUnit.MILLISECONDS));
        assertFalse(read.isDone());
        value.complete("late");

        assertEquals("late", read.get(10, TimeUnit.SECONDS));
    }

    @Test
    void survivesAReload() {
        secrets.put("paylinks/x", "one");

        assertEquals("one", new SecretVersions(kept, Clock.systemUTC()).value("paylinks/x", SecretVersions.CURRENT).orElseThrow());
    }

    private String stage(String stage) {
        return client.getSecretValue(request -> request.secretId("paylinks/x").versionStage(stage)).secretString();
    }
}
