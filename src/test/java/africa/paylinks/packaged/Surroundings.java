package africa.paylinks.packaged;

import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.flot.FlotSandbox;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.local.secrets.SecretsManager;
import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Everything outside a packaged function, on free ports of loopback: the table, the secrets and the provider. */
public final class Surroundings implements AutoCloseable {

    private static final String TABLE = "paylinks";

    private final LocalDynamoDb dynamoDb;
    private final LocalServer secrets;
    private final LocalServer sandbox;
    private final Map<String, Service> services;

    private Surroundings(LocalDynamoDb dynamoDb, LocalServer secrets, LocalServer sandbox, Map<String, Service> services) {
        this.dynamoDb = dynamoDb;
        this.secrets = secrets;
        this.sandbox = sandbox;
        this.services = services;
    }

    /** Starts all of it with an empty table and a new key for the provider. */
    public static Surroundings start() throws IOException {
        Clock clock = Clock.systemUTC();
        Map<String, Object> kept = new ConcurrentHashMap<>();

        SecretVersions versions = new SecretVersions(kept, clock);
        KeyPair flotKeys = FixedSecrets.fill(versions, kept).join();
        LocalServer secrets = LocalServer.open(kept, "secrets", 0);
        secrets.answerWith(new SecretsManager(versions));

        Orders orders = new Orders(kept, "flot");
        LocalServer sandbox = LocalServer.open(kept, "sandbox", 0);
        URI flot = loopback(sandbox.port(), "/flot");
        // No test waits for the sandbox's own webhooks: the examples are the webhooks.
        Webhooks nowhere = new Webhooks(kept, loopback(sandbox.port(), "/nowhere"), orders, clock);
        sandbox.answerWith(new Sandbox(List.of(new FlotSandbox(flot.toString(), flotKeys::getPublic,
                () -> FixedSecrets.FLOT_WEBHOOK_USER + ":" + FixedSecrets.FLOT_WEBHOOK_PASSWORD, orders, nowhere, clock)),
                List.of()));

        int port = freePort();
        LocalDynamoDb dynamoDb = LocalDynamoDb.start(kept, port,
                TableDefinition.of(Template.read(Template.find(Path.of(""))), TABLE));
        return new Surroundings(dynamoDb, secrets, sandbox, Map.of(
                "dynamodb", new Service("QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE", loopback(port, "")),
                "secrets", new Service("PAYLINKS_SECRETS_ENDPOINT", loopback(secrets.port(), "")),
                "flot", new Service("PAYLINKS_FLOT_BASE_URL", flot)));
    }

    /** What the functions call, by name. */
    public Map<String, Service> services() {
        return services;
    }

    /** What a function needs in its environment to find all of it. */
    public Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PAYLINKS_TABLE", TABLE);
        variables.put("PAYLINKS_STAGE", "local");
        variables.put("PAYLINKS_FLOT_MERCHANT_ID", "local-merchant");
        services.values().forEach(service -> variables.put(service.variable(), service.address().toString()));
        return variables;
    }

    @Override
    public void close() {
        sandbox.close();
        secrets.close();
        dynamoDb.close();
    }

    private static URI loopback(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /**
     * Something that functions call.
     *
     * @param variable the environment variable that tells them where it is
     */
    public record Service(String variable, URI address) {
    }
}
