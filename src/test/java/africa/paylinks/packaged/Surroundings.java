package africa.paylinks.packaged;

import africa.paylinks.local.PlayedSystems;
import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.fluid.FluidTiming;
import africa.paylinks.local.sandbox.flutterwave.FlutterwaveSandboxSettings;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.local.secrets.SecretsManager;
import africa.paylinks.local.template.Template;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Everything outside a packaged function, on free ports of loopback: the table, the secrets and the providers. */
public final class Surroundings implements AutoCloseable {

    private static final String ENDPOINT = "quarkus.dynamodb.endpoint-override";
    private static final int STRONGEST = 1000;

    private final LocalDynamoDb dynamoDb;
    private final LocalServer secrets;
    private final LocalServer sandbox;
    private final SmallRyeConfig config;

    private Surroundings(LocalDynamoDb dynamoDb, LocalServer secrets, LocalServer sandbox, SmallRyeConfig config) {
        this.dynamoDb = dynamoDb;
        this.secrets = secrets;
        this.sandbox = sandbox;
        this.config = config;
    }

    /** Starts all of it with an empty table and new keys. */
    public static Surroundings start() throws IOException {
        Clock clock = Clock.systemUTC();
        Map<String, Object> kept = new ConcurrentHashMap<>();
        LocalServer secrets = LocalServer.open(kept, "secrets", 0);
        LocalServer sandbox = LocalServer.open(kept, "sandbox", 0);
        int dynamoDbPort = freePort();
        SmallRyeConfig config = localConfiguration(Map.of(
                "paylinks.local.secrets-port", String.valueOf(secrets.port()),
                "paylinks.local.sandbox-port", String.valueOf(sandbox.port()),
                "paylinks.local.dynamodb-port", String.valueOf(dynamoDbPort)));

        SecretVersions versions = new SecretVersions(kept, clock);
        KeyPair flotKeys = FixedSecrets.fill(versions, kept).join();
        secrets.answerWith(new SecretsManager(versions));
        // The examples are the webhooks; those that the sandbox itself sends lead nowhere.
        URI nowhere = loopback(sandbox.port(), "/nowhere");
        sandbox.answerWith(new Sandbox(new PlayedSystems(kept, versions, clock, nowhere, loopback(sandbox.port(), ""),
                config.getConfigMapping(FluidTiming.class), config.getConfigMapping(FlutterwaveSandboxSettings.class))
                .all(flotKeys::getPublic), List.of()));
        LocalDynamoDb dynamoDb = LocalDynamoDb.start(kept, dynamoDbPort, TableDefinition.of(
                Template.read(Template.find(Path.of(""))), config.getValue("paylinks.table", String.class)));
        return new Surroundings(dynamoDb, secrets, sandbox, config);
    }

    /** What a local run is configured with, on other ports. */
    private static SmallRyeConfig localConfiguration(Map<String, String> ports) {
        return new SmallRyeConfigBuilder().addPropertiesSources().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(ports, "ports", STRONGEST))
                .withMapping(FluidTiming.class).withMapping(FlutterwaveSandboxSettings.class)
                .withValidateUnknown(false).build();
    }

    /** What the functions call, by name. */
    public Map<String, Service> services() {
        return Map.of("dynamodb", service(ENDPOINT), "secrets", service("paylinks.secrets.endpoint"),
                "flot", service("paylinks.flot.base-url"));
    }

    private Service service(String property) {
        return new Service(variable(property), config.getValue(property, URI.class));
    }

    /** What a function needs in its environment to find all of it. */
    public Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        for (String property : config.getPropertyNames()) {
            if (property.equals(ENDPOINT) || property.startsWith("paylinks.") && !property.startsWith("paylinks.local.")) {
                variables.put(variable(property), config.getValue(property, String.class));
            }
        }
        return variables;
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
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
