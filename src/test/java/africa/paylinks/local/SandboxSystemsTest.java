package africa.paylinks.local;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.kommo.SimulatedKommo;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import io.restassured.http.ContentType;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
class SandboxSystemsTest {

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final LocalServer sandbox = LocalServer.open(kept, "sandbox", 0);
    private final LocalServer elsewhere = LocalServer.open(kept, "elsewhere", 0);
    private final List<String> received = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        sandbox.close();
        elsewhere.close();
    }

    @Test
    void sendWebhooksToTheConfiguredApi() {
        elsewhere.answerWith(call -> {
            received.add(call.method() + " " + call.path());
            return LocalResponse.empty(200);
        });
        SecretVersions secrets = new SecretVersions(kept, Clock.systemUTC());
        SandboxSystems systems = systems(secrets);
        systems.fillSecrets(Runnable::run).join();
        sandbox.answerWith(new Sandbox(systems.start(), List.of()));

        given().contentType(ContentType.JSON).body("{\"status_id\":47873533,\"price\":150,\"webhook\":\"normal\"}")
                .post(url(sandbox) + "/_control/kommo/leads/4711").then().statusCode(200).body("webhooks", hasSize(1))
                .body("webhooks[0].status", equalTo(200));
        assertEquals(List.of("POST /webhooks/kommo/" + SimulatedKommo.WEBHOOK_TOKEN), received);
    }

    @Test
    @Timeout(30)
    void secretsThatAFailedStartAnnouncedAreMadeByTheNext() {
        SecretVersions failed = new SecretVersions(kept, Clock.systemUTC());
        systems(failed).fillSecrets(never -> { });
        SecretVersions secrets = new SecretVersions(kept, Clock.systemUTC());
        systems(secrets).fillSecrets(Runnable::run).join();

        String kommo = secrets.value(FixedSecrets.nameOf("kommo"), SecretVersions.CURRENT).orElseThrow();
        assertEquals(SimulatedKommo.WEBHOOK_TOKEN, Json.stored(kommo).path("webhookToken").asText());
    }

    private SandboxSystems systems(SecretVersions secrets) {
        return new SandboxSystems(kept, secrets, new SmallRyeConfigBuilder().addDiscoveredConverters().build(), Clock.systemUTC(), url(sandbox),
                url(elsewhere), url(sandbox), List::of);
    }

    private static URI url(LocalServer server) {
        return URI.create("http://localhost:" + server.port());
    }
}
