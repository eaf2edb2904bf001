package africa.paylinks.packaged;

import africa.paylinks.aws.TestTable;
import africa.paylinks.local.SandboxSystems;
import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.events.LocalEvents;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.local.secrets.SecretsManager;
import africa.paylinks.local.template.Template;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Everything outside a packaged function, on free ports of loopback: the table, the secrets and the providers. */
public final class TestEnvironment implements AutoCloseable {

    private static final String SETTINGS = "/META-INF/microprofile-config.properties";

    private final LocalDynamoDb dynamoDb;
    private final LocalServer secrets;
    private final LocalServer sandbox;
    private final Map<String, String> environment;

    private TestEnvironment(LocalDynamoDb dynamoDb, LocalServer secrets, LocalServer sandbox, Map<String, String> environment) {
        this.dynamoDb = dynamoDb;
        this.secrets = secrets;
        this.sandbox = sandbox;
        this.environment = environment;
    }

    /** Starts all of it with an empty table and new keys for the providers. */
    public static TestEnvironment start() throws IOException {
        Clock clock = Clock.systemUTC();
        Map<String, Object> kept = new ConcurrentHashMap<>();
        SecretVersions versions = new SecretVersions(kept, clock);
        LocalServer sandbox = LocalServer.open(kept, "sandbox", 0);
        LocalServer secrets = LocalServer.open(kept, "secrets", 0);
        Template template = Template.read(Template.find(Path.of("")));
        // What is sent stays in the queues: the examples are what comes out of them.
        secrets.answerWith(new LocalEvents(template, kept, clock).before(new SecretsManager(versions)));

        int tablePort = freePort();
        Map<String, String> settings = settings(Map.of("paylinks.local.sandbox-port", sandbox.port(),
                "paylinks.local.secrets-port", secrets.port(), "paylinks.local.dynamodb-port", tablePort,
                // No test waits for the sandbox's own webhooks: the examples are the webhooks.
                "paylinks.local.api-port", sandbox.port()));
        SandboxSystems systems = new SandboxSystems(kept, versions, new SmallRyeConfigBuilder().addDiscoveredConverters().build(), clock,
                loopback(sandbox.port()), loopback(sandbox.port()), loopback(sandbox.port()),
                () -> List.of(FixedSecrets.SHOP_WEBHOOK_SECRET, FixedSecrets.SHOP_OLDER_WEBHOOK_SECRET));
        systems.fillSecrets(Runnable::run).join();
        sandbox.answerWith(new Sandbox(systems.start(), List.of()));

        LocalDynamoDb dynamoDb = LocalDynamoDb.start(kept, tablePort,
                TableDefinition.of(template, settings.get("paylinks.table")));
        Map<String, String> environment = new TreeMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith("paylinks.") && !name.startsWith("paylinks.local.") || name.startsWith("quarkus.dynamodb.")) {
                environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value);
            }
        });
        // An example of the schedule is answered at once, and does not stay for what may fall due.
        environment.put("PAYLINKS_RECONCILIATION_POLL", "0s");
        another().ifPresent(aws -> environment.putAll(AwsResources.create(aws, template, versions, environment)));
        FixedMerchants.add(TestTable.client(environment.get("QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE")), versions, loopback(sandbox.port()));
        return new TestEnvironment(dynamoDb, secrets, sandbox, environment);
    }

    /** What a function needs in its environment to find all of it: the local stack's settings, with the ports in use here. */
    public Map<String, String> environment() {
        return environment;
    }

    /** What speaks for all of AWS in place of this process: {@code -Dpaylinks.aws=<endpoint>}. */
    static Optional<URI> another() {
        return Optional.ofNullable(System.getProperty("paylinks.aws")).filter(endpoint -> !endpoint.isBlank()).map(URI::create);
    }

    /** The same with everything that is said to AWS written down. */
    Map<String, String> environment(AwsCalls calls) throws IOException {
        Map<String, String> recorded = new TreeMap<>(environment);
        Map<String, URI> before = new HashMap<>();
        for (String variable : List.of("QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE", "PAYLINKS_SECRETS_ENDPOINT", "PAYLINKS_QUEUES_ENDPOINT",
                "PAYLINKS_EVENTS_ENDPOINT")) {
            String endpoint = environment.get(variable);
            if (!before.containsKey(endpoint)) {
                before.put(endpoint, calls.before(URI.create(endpoint)));
            }
            recorded.put(variable, before.get(endpoint).toString());
        }
        return recorded;
    }

    /** What functions call, by name, so that a proxy can be put in front of each; the providers go by their own names. */
    public Map<String, Service> services() {
        Map<String, Service> services = new TreeMap<>();
        Map<String, String> variables = new TreeMap<>(Map.of("dynamodb", "QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE", "secrets", "PAYLINKS_SECRETS_ENDPOINT"));
        Dependency.PROVIDERS.forEach(provider -> variables.put(provider.words(), provider.variable()));
        variables.forEach((name, variable) -> services.put(name, new Service(variable, URI.create(environment.get(variable)))));
        return services;
    }

    /** Where the providers are played, for the hand that makes a payment paid. */
    public URI sandbox() {
        return loopback(sandbox.port());
    }

    @Override
    public void close() {
        sandbox.close();
        secrets.close();
        dynamoDb.close();
    }

    private static Map<String, String> settings(Map<String, Integer> ports) throws IOException {
        Properties file = new Properties();
        try (InputStream stream = TestEnvironment.class.getResourceAsStream(SETTINGS)) {
            file.load(stream);
        }
        Map<String, String> settings = new HashMap<>();
        file.stringPropertyNames().forEach(name -> {
            String[] value = {file.getProperty(name)};
            ports.forEach((port, number) -> value[0] = value[0].replace("${" + port + "}", number.toString()));
            settings.put(name, value[0]);
        });
        return settings;
    }

    private static URI loopback(int port) {
        return URI.create("http://localhost:" + port);
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
