package africa.paylinks.local;

import africa.paylinks.local.console.Console;
import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.gateway.FunqyFunctions;
import africa.paylinks.local.gateway.Gateway;
import africa.paylinks.local.gateway.GatewayEvents;
import africa.paylinks.local.gateway.LiveReload;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.flashpay.FlashpaySandbox;
import africa.paylinks.local.sandbox.flot.FlotSandbox;
import africa.paylinks.local.sandbox.fluid.FluidSandbox;
import africa.paylinks.local.sandbox.fluid.FluidTiming;
import africa.paylinks.local.sandbox.fluid.FluidWebhooks;
import africa.paylinks.local.sandbox.flutterwave.FlutterwaveSandbox;
import africa.paylinks.local.sandbox.flutterwave.FlutterwaveSandboxSettings;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.local.secrets.SecretsManager;
import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Everything around the functions that is AWS or a payment provider when deployed, in this process.
 *
 * <p>AWS is there before any other bean sees the application start; the API opens when all of them have.
 */
@Singleton
public final class LocalStack {

    private static final Logger LOG = Logger.getLogger("paylinks");
    private static final int FIRST = Integer.MIN_VALUE;
    private static final int LAST = Integer.MAX_VALUE;

    private final LocalSettings settings;
    private final FluidTiming fluidTiming;
    private final FlutterwaveSandboxSettings flutterwaveSettings;
    private final String table;
    private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
    private final Map<String, Object> kept = Kept.objects();
    private final SecretVersions secrets = new SecretVersions(kept, clock);
    private final Deque<Runnable> closing = new ArrayDeque<>();

    LocalStack(LocalSettings settings, FluidTiming fluidTiming, FlutterwaveSandboxSettings flutterwaveSettings, @ConfigProperty(name = "paylinks.table") String table) {
        this.settings = settings;
        this.fluidTiming = fluidTiming;
        this.flutterwaveSettings = flutterwaveSettings;
        this.table = table;
    }

    void startOutsideWorld(@Observes @Priority(FIRST) StartupEvent event) throws IOException {
        credentialsForTheSdk();
        TableDefinition definition = TableDefinition.of(Template.read(template()), table);
        CompletableFuture<LocalDynamoDb> dynamoDb = inThread(() -> LocalDynamoDb.start(kept, settings.dynamodbPort(), definition));
        CompletableFuture<KeyPair> flotKeys = FixedSecrets.fill(secrets, kept);

        LocalServer secretsServer = server("secrets", settings.secretsPort());
        secretsServer.answerWith(new SecretsManager(secrets));

        Orders orders = new Orders(kept, "flot");
        FlotSandbox flot = new FlotSandbox(sandbox() + "/flot", () -> flotKeys.join().getPublic(), this::flotWebhookCredentials, orders,
                new Webhooks(kept, URI.create(api() + "/webhooks/flot"), orders, clock), clock);
        Orders flutterwaveOrders = new Orders(kept, "flutterwave");
        FlutterwaveSandbox flutterwave = new FlutterwaveSandbox(sandbox() + "/flutterwave", this::flutterwaveSecret, flutterwaveOrders,
                new Webhooks(kept, URI.create(api() + "/webhooks/flutterwave"), flutterwaveOrders, clock), flutterwaveSettings.webhookInterval(), clock);
        LocalServer sandboxServer = server("sandbox", settings.sandboxPort());
        sandboxServer.answerWith(new Sandbox(List.of(flot, fluid(), flashpay(), flutterwave), List.of(api().toString(), "http://127.0.0.1:" + settings.apiPort())));

        closing.push(dynamoDb.join()::close);
    }

    void openApi(@Observes @Priority(LAST) StartupEvent event) {
        Gateway gateway = new Gateway(new TemplateRoutes(template()), new FunqyFunctions(),
                new GatewayEvents(clock, () -> UUID.randomUUID().toString()));
        server("api", settings.apiPort()).answerWith(new Console(gateway, sandbox().toString(), FixedSecrets.SHOP_KEY), new LiveReload(kept));
        if (kept.put("announced", true) == null) {
            LOG.infof("Ready. Console %s/  API %s  Sandbox %s  Keys %s (shop), %s (other)", api(), api(), sandbox(), FixedSecrets.SHOP_KEY,
                    FixedSecrets.OTHER_KEY);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (!Kept.survives()) {
            closing.forEach(Runnable::run);
        }
    }

    /** Answers the base URL of the API, without a slash at its end. */
    public URI api() {
        return localhost(settings.apiPort());
    }

    /** Answers the base URL of the sandbox, without a slash at its end. */
    public URI sandbox() {
        return localhost(settings.sandboxPort());
    }

    /** Answers the endpoint of Secrets Manager. */
    public URI secretsEndpoint() {
        return localhost(settings.secretsPort());
    }

    /** Answers the endpoint of DynamoDB. */
    public URI dynamoDbEndpoint() {
        return localhost(settings.dynamodbPort());
    }

    /** Answers the secrets, to be rotated and counted. */
    public SecretVersions secrets() {
        return secrets;
    }

    private LocalServer server(String name, int port) {
        LocalServer server = LocalServer.open(kept, name, port);
        closing.push(server::close);
        return server;
    }

    private FluidSandbox fluid() {
        Orders orders = new Orders(kept, "fluid");
        return new FluidSandbox(sandbox() + "/fluid", () -> secret(FixedSecrets.FLUID, "apiKey"), () -> secret(FixedSecrets.FLUID, "webhookSecret"),
                orders, new FluidWebhooks(kept, URI.create(api() + "/webhooks/fluid"), orders, fluidTiming, clock), fluidTiming, clock);
    }

    private String secret(String name, String field) {
        return Json.stored(secrets.value(name, SecretVersions.CURRENT).orElseThrow()).path(field).asText();
    }

    private FlashpaySandbox flashpay() {
        Orders orders = new Orders(kept, "flashpay");
        return new FlashpaySandbox(sandbox() + "/flashpay", () -> secret(FixedSecrets.FLASHPAY, "token"),
                () -> secret(FixedSecrets.FLASHPAY, "webhookSecret"), orders,
                new Webhooks(kept, URI.create(api() + "/webhooks/flashpay"), orders, clock), clock);
    }

    private String secret(String name, String field) {
        return Json.stored(secrets.value(name, SecretVersions.CURRENT).orElseThrow()).path(field).asText();
    }

    private String flotWebhookCredentials() {
        ObjectNode flot = Json.stored(secrets.value(FixedSecrets.FLOT, SecretVersions.CURRENT).orElseThrow());
        return flot.path("webhookUser").asText() + ":" + flot.path("webhookPassword").asText();
    }

    private ObjectNode flutterwaveSecret() {
        return Json.stored(secrets.value(FixedSecrets.FLUTTERWAVE, SecretVersions.CURRENT).orElseThrow());
    }

    private static Path template() {
        return Template.find(Path.of(""));
    }

    private static URI localhost(int port) {
        return URI.create("http://localhost:" + port);
    }

    /** Clients without configuration of their own find these, and never a developer's real account. */
    private static void credentialsForTheSdk() {
        System.setProperty("aws.region", "eu-west-1");
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
    }

    private static <T> CompletableFuture<T> inThread(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task, "local-dynamodb").start());
    }
}
