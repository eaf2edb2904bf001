package africa.paylinks.flot;

import africa.paylinks.aws.SecretsManagerVault;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.flot.FlotSandbox;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.local.secrets.SecretsManager;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.secrets.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The real Flot provider in front of a Flot sandbox and a Secrets Manager of its own, over real HTTP. */
public final class FlotFixture implements AutoCloseable {

    private static final String SECRET = "paylinks/test/flot";
    private static final KeyPair KEYS = keys();

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final Orders orders = new Orders(kept, "flot");
    private final SecretVersions versions;
    private final LocalServer secretsServer = LocalServer.open(kept, "secrets", TestTable.freePort());
    private final LocalServer sandboxServer = LocalServer.open(kept, "sandbox", TestTable.freePort());
    private final Secrets secrets;

    public FlotFixture(Clock clock) {
        versions = new SecretVersions(kept, clock);
        versions.put(SECRET, secret().toString());
        secretsServer.answerWith(new SecretsManager(versions));
        sandboxServer.answerWith(new Sandbox(List.of(new FlotSandbox(base() + "/flot", KEYS::getPublic,
                () -> "flot:password", orders,
                new Webhooks(kept, URI.create("http://localhost:1/unused"), orders, clock), clock)), List.of()));
        SecretsManagerClient client = SecretsManagerClient.builder().region(Region.EU_WEST_1)
                .endpointOverride(URI.create("http://localhost:" + secretsServer.port()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder()).build();
        secrets = new Secrets(new SecretsManagerVault(client, "test"), clock, Duration.ofMinutes(5));
    }

    /** A secret as Flot's is kept, to be changed and stored anew. */
    public static JsonObject secret() {
        return Json.object().put("privateKey", pem(KEYS)).put("webhookUser", "flot").put("webhookPassword", "password");
    }

    /** Makes this the current secret; what was current becomes the previous one. */
    public void rotate(JsonObject secret) {
        versions.put(SECRET, secret.toString());
    }

    public Secrets secrets() {
        return secrets;
    }

    public FlotProvider provider(FlotConfig.Dialect dialect) {
        return provider(config(dialect, Optional.of("m-1"), Duration.ofSeconds(10)));
    }

    public FlotProvider provider(FlotConfig config) {
        return new FlotProvider(config, new FlotClient(config, secrets, TestHttp.SHARED), secrets);
    }

    public FlotConfig config(FlotConfig.Dialect dialect, Optional<String> merchantId, Duration timeout) {
        return new FlotConfig() {
            @Override
            public URI baseUrl() {
                return URI.create(base() + "/flot");
            }

            @Override
            public Optional<String> merchantId() {
                return merchantId;
            }

            @Override
            public String signatureHeader() {
                return "X-Flot-Merchant-Signature";
            }

            @Override
            public Dialect dialect() {
                return dialect;
            }

            @Override
            public Duration timeout() {
                return timeout;
            }
        };
    }

    /** Makes the next creations go wrong: reject, error, timeout or slow. */
    public void injectFault(String kind, long delayMillis, int times) {
        post("/_control/flot", Json.object().put("create", kind).put("delayMillis", delayMillis).put("times", times));
    }

    /** Lets something happen to an order without a webhook. */
    public void happen(String reference, JsonObject outcome) {
        post("/_control/flot/" + reference, outcome.put("webhook", "none"));
    }

    /** How many orders Flot has, all in all. */
    public int orders() {
        return orders.size();
    }

    /** What the sandbox knows of an order. */
    public JsonNode order(String reference) {
        return orders.find(reference).orElseThrow();
    }

    /** Totals: calls, rejected signatures, the last creation as it came over the wire. */
    public JsonNode totals() {
        return orders.totals();
    }

    public String base() {
        return "http://localhost:" + sandboxServer.port();
    }

    private void post(String path, JsonValue body) {
        var answer = TestHttp.SHARED.send("POST", URI.create(base() + path),
                Map.of("Content-Type", "application/json"), Optional.of(Json.bytes(body)), Duration.ofSeconds(20));
        if (!answer.isSuccess()) {
            throw new IllegalStateException("The sandbox answered " + answer.status());
        }
    }

    @Override
    public void close() {
        secretsServer.close();
        sandboxServer.close();
    }

    static KeyPair keyPair() {
        return KEYS;
    }

    static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
