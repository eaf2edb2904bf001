package africa.paylinks.local;

import africa.paylinks.local.clock.ClockControl;
import africa.paylinks.local.clock.TestClock;
import africa.paylinks.local.console.Console;
import africa.paylinks.local.dynamodb.DynamoDb;
import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.events.LocalEvents;
import africa.paylinks.local.events.Queues;
import africa.paylinks.local.events.Schedules;
import africa.paylinks.local.gateway.FunqyFunctions;
import africa.paylinks.local.gateway.Gateway;
import africa.paylinks.local.gateway.GatewayEvents;
import africa.paylinks.local.gateway.LambdaInvokeApi;
import africa.paylinks.local.gateway.LiveReload;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.http.RequestHandler;
import africa.paylinks.local.operations.LocalOperations;
import africa.paylinks.local.operations.ObservedFunctions;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.local.secrets.SecretsManager;
import africa.paylinks.local.template.Template;
import africa.paylinks.local.time.LocalClock;
import africa.paylinks.merchant.MerchantEndpoints;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Simulates AWS and the payment providers around the functions, in this process.
 *
 * <p>AWS starts before any other bean observes the start of the application; the API opens after all of them.
 */
@Singleton
public final class LocalStack {

    private static final Logger LOG = Logger.getLogger("paylinks");
    private static final int FIRST = Integer.MIN_VALUE;
    private static final Duration LONGEST_MOVE = Duration.ofMinutes(10);
    private static final int LAST = Integer.MAX_VALUE;

    private final LocalSettings settings;
    private final String table;
    private final String stage;
    private final LocalClock clock;
    private final Map<String, Object> state = DevModeState.objects();
    private final LocalMetrics metrics;
    private final SecretVersions secrets;
    private final SandboxSystems systems;
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private DynamoDb tables;
    private LocalEvents events;
    private Schedules schedules;
    private LocalOperations operations;
    private ObservedFunctions functions;
    private CompletableFuture<Void> merchants;

    LocalStack(LocalSettings settings, SmallRyeConfig config, @ConfigProperty(name = "paylinks.table") String table,
            @ConfigProperty(name = "paylinks.stage") String stage, LocalClock clock, LocalMetrics metrics, Instance<MerchantEndpoints> endpoints) {
        this.settings = settings;
        this.stage = stage;
        this.clock = clock;
        this.metrics = metrics;
        this.secrets = new SecretVersions(state, clock);
        this.systems = new SandboxSystems(state, secrets, config, clock, api(), settings.webhooksUrl().orElse(api()), sandbox(),
                () -> shopSecrets(endpoints.get()));
        this.table = table;
    }

    void startDependencies(@Observes @Priority(FIRST) StartupEvent event) throws IOException {
        credentialsForTheSdk();
        Template template = Template.read(template());
        TableDefinition definition = TableDefinition.of(template, table);
        operations = new LocalOperations(template(), stage, table, metrics.store(), state, clock);
        functions = operations.observed(new FunqyFunctions());
        LocalDynamoDb dynamoDb = LocalDynamoDb.start(state, bindAddress(), settings.dynamodbPort(), definition, clock);
        dynamoDb.faults().listen(operations.meter()::refused);
        closing.push(dynamoDb::close);
        tables = dynamoDb.tables();
        // Until the API is open, the processor is needed for what it waits for.
        systems.fillSecrets(work -> opened.thenRunAsync(work, LocalStack::inBackground));

        LocalServer secretsServer = server("secrets", settings.secretsPort());
        events = new LocalEvents(template, state, clock, clock.activity());
        schedules = new Schedules(template, clock);
        secretsServer.answerWith(new LambdaInvokeApi(functions, events.before(new SecretsManager(secrets))));

        LocalServer sandboxServer = server("sandbox", settings.sandboxPort());
        TestClock testClock = new TestClock(clock, tables, table, events, schedules, functions, LONGEST_MOVE);
        sandboxServer.answerWith(new Sandbox(systems.start(), Map.of("clock", new ClockControl(testClock)),
                List.of(api().toString(), "http://127.0.0.1:" + settings.apiPort())));
        merchants = state.get("merchants") == null ? importMerchants() : CompletableFuture.completedFuture(null);
    }

    void openApi(@Observes @Priority(LAST) StartupEvent event) throws Exception {
        merchants.join();
        Gateway.RouteTable routes = new TemplateRoutes(template());
        Gateway gateway = new Gateway(routes, functions, new GatewayEvents(clock, () -> UUID.randomUUID().toString()));
        RequestHandler api = operations.start(functions, events.queues(), settings.schedules(),
                new LambdaInvokeApi(functions, operations.observed(gateway, routes)));
        Console console = new Console(api, sandbox().toString(), FixedSecrets.SHOP_KEY, systems.consoleHints());
        server("api", settings.apiPort()).answerWith(console, new LiveReload(state));
        events.start(functions, tables, table, operations.meter()::handedOver);
        if (settings.schedules()) {
            schedules.start(functions);
        }
        if (state.put("announced", true) == null) {
            LOG.infof("Ready. Console %s/  API %s  Sandbox %s  Keys %s (shop), %s (other)", api(), api(), sandbox(), FixedSecrets.SHOP_KEY,
                    FixedSecrets.OTHER_KEY);
        }
        opened.complete(null);
    }

    void stop(@Observes ShutdownEvent event) {
        // These threads run classes of the application, so they stop with them even if the sockets stay open.
        events.stop();
        schedules.stop();
        operations.stop();
        if (!DevModeState.survives()) {
            closing.forEach(Runnable::run);
        }
    }

    /** Returns the base URL of the API, without a slash at its end. */
    public URI api() {
        return localhost(settings.apiPort());
    }

    /** Returns the base URL of the sandbox, without a slash at its end. */
    public URI sandbox() {
        return localhost(settings.sandboxPort());
    }

    /** Returns the endpoint of Secrets Manager, SQS, EventBridge and Lambda. */
    public URI secretsEndpoint() {
        return localhost(settings.secretsPort());
    }

    /** Returns the endpoint of DynamoDB. */
    public URI dynamoDbEndpoint() {
        return localhost(settings.dynamodbPort());
    }

    /** Returns the secrets, for tests that rotate and count them. */
    public SecretVersions secrets() {
        return secrets;
    }

    /** Returns the queues, for tests that inspect them. */
    public Queues queues() {
        return events.queues();
    }

    /** Runs beside the other observers of the start, most of whom load other classes. */
    private CompletableFuture<Void> importMerchants() {
        return CompletableFuture.runAsync(() -> {
            try {
                functions.invoke("manage-merchants", FixedSecrets.merchants(sandbox()));
            } catch (Exception failed) {
                throw new CompletionException(failed);
            }
            state.put("merchants", true);
        }, LocalStack::inBackground);
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "local-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static List<String> shopSecrets(MerchantEndpoints endpoints) {
        return endpoints.of("shop").stream().flatMap(endpoint -> endpoint.secrets().stream())
                .map(secret -> "whsec_" + Base64.getEncoder().encodeToString(secret.bytes())).toList();
    }

    private LocalServer server(String name, int port) {
        LocalServer server = LocalServer.open(state, name, bindAddress(), port);
        closing.push(server::close);
        return server;
    }

    private InetAddress bindAddress() {
        try {
            return InetAddress.getByName(settings.bindAddress());
        } catch (UnknownHostException unknown) {
            throw new IllegalStateException("paylinks.local.bind-address " + settings.bindAddress() + " is no address", unknown);
        }
    }

    private static Path template() {
        return Template.find(Path.of(""));
    }

    private static URI localhost(int port) {
        return URI.create("http://localhost:" + port);
    }

    /** Gives clients without configuration dummy credentials, so that they never use a real account. */
    private static void credentialsForTheSdk() {
        System.setProperty("aws.region", "eu-west-1");
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
    }
}
