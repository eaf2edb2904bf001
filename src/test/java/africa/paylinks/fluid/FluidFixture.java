package africa.paylinks.fluid;

import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.link.LinkConfig;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.fluid.FluidSandbox;
import africa.paylinks.local.sandbox.fluid.FluidTiming;
import africa.paylinks.local.sandbox.fluid.FluidWebhooks;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.routing.Routing;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault.Version;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.webhook.WebhookPipeline;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** FLUID's sandbox and the product, talking to each other over real HTTP, with payments in a real table. */
final class FluidFixture implements AutoCloseable {

    static final String SECRET = "local-fluid-secret";
    /** Nothing happens by itself. */
    static final Timing STILL =
            new Timing(Duration.ofHours(1), Duration.ofMillis(100), Duration.ofMillis(10), Duration.ofSeconds(10));
    /** Test numbers succeed and fail at once. */
    static final Timing QUICK =
            new Timing(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(10), Duration.ofSeconds(10));

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final Map<Version, JsonObject> secret = new ConcurrentHashMap<>();
    private final Orders orders = new Orders(kept, "fluid");
    private final LocalServer sandboxServer = LocalServer.open(kept, "sandbox", TestTable.freePort());
    private final LocalServer productServer = LocalServer.open(kept, "product", TestTable.freePort());
    private final AtomicInteger refusals = new AtomicInteger();
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final Clock clock;
    private final Secrets secrets;
    private final FluidProvider provider;
    private volatile int refusalStatus = 503;

    FluidFixture(Clock clock, FluidDialect dialect) {
        this(clock, dialect, STILL);
    }

    FluidFixture(Clock clock, FluidDialect dialect, Timing timing) {
        this.clock = clock;
        secret.put(Version.CURRENT, Json.object().put("apiKey", "local-fluid-key").put("webhookSecret", SECRET));
        secrets = new Secrets((system, version) -> Optional.ofNullable(secret.get(version))
                .map(json -> new SecretDocument(json, Optional.of(clock.instant()))), clock, Duration.ZERO);
        FluidWebhooks webhooks =
                new FluidWebhooks(kept, URI.create(product() + "/webhooks/fluid"), orders, timing, clock);
        sandboxServer.answerWith(new Sandbox(List.of(new FluidSandbox(base(), () -> "local-fluid-key", () -> SECRET, orders,
                webhooks, timing, clock)), List.of()));
        provider = provider(config(dialect, base(), Duration.ofSeconds(10)));
        WebhookPipeline pipeline =
                new WebhookPipeline(new DynamoWebhookInbox(TestTable.client(), TestTable.CONFIG), payments, refund -> { }, secrets,
            TestHttp.SHARED, clock, () -> Duration.ofSeconds(1), RecordedMetrics.checked());
        productServer.answerWith(call -> {
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return LocalResponse.empty(refusalStatus);
            }
            ApiResponse answer = pipeline.receive(provider, request(call));
            return LocalResponse.of(answer.status(), "application/json", answer.body().getBytes(StandardCharsets.UTF_8));
        });
    }

    FluidProvider provider() {
        return provider;
    }

    FluidProvider provider(FluidConfig config) {
        return new FluidProvider(config, new FluidClient(config, secrets, TestHttp.SHARED, clock), secrets);
    }

    static Config config(FluidDialect dialect, String base, Duration timeout) {
        return new Config(URI.create(base), dialect, "/payment-providers/debit-requests/charge", Optional.of("/balance"),
                timeout, timeout);
    }

    PublicAddress address() {
        return new PublicAddress(product());
    }

    void put(Version version, JsonObject document) {
        secret.put(version, document);
    }

    void forget(Version version) {
        secret.remove(version);
    }

    /** Creates a payment as a merchant does; fields may be replaced or added. */
    ApiResponse create(String key, Map<String, Object> fields) {
        JsonObject body = Json.object().put("provider", "fluid").put("orderId", "ord-1").put("amount", "50.00")
                .put("currency", "GHS").put("description", "Two tickets");
        fields.forEach((name, value) -> {
            if (name.equals("phone") || name.equals("bank")) {
                body.object("customer").put(name, value.toString());
            } else {
                body.put(name, value.toString());
            }
        });
        LinkConfig links = new LinkConfig() {
            @Override
            public String stage() {
                return "prod";
            }

            @Override
            public Optional<URI> publicUrl() {
                return Optional.of(URI.create(product()));
            }

            @Override
            public Duration linkLife() {
                return Duration.ofHours(24);
            }
        };
        ProviderRegistry providers = new ProviderRegistry(List.of(provider));
        LinkCreation creation = new LinkCreation(
                new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS), payments,
                providers, new Routing(Optional::empty, providers), SamplePayments.IDS, clock, links, merchant -> Optional.empty(), RecordedMetrics.checked());
        return creation.create(new ApiRequest("POST", "/payment-links", Map.of(), Map.of(), Map.of("idempotency-key", key),
                Json.bytes(body), "api.example", Optional.of(new ApiRequest.Caller("shop", Set.of("write")))));
    }

    /** Creates a payment and answers its id. */
    String created(Map<String, Object> fields) {
        ApiResponse answer = create(UUID.randomUUID().toString(), fields);
        JsonValue json = Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.status() + " " + json);
        }
        return json.path("id").asText();
    }

    Payment payment(String id) {
        return payments.find(id).orElseThrow();
    }

    /** Lets something happen to a debit, and answers what the sandbox knows of it then. */
    JsonValue happen(String reference, String outcome, Map<String, String> more) {
        JsonObject asked = Json.object().put("outcome", outcome);
        more.forEach(asked::put);
        return post(base("/_control/fluid/" + reference), asked);
    }

    void injectFault(String kind, long delayMillis, int times) {
        post(base("/_control/fluid"), Json.object().put("create", kind).put("delayMillis", delayMillis).put("times", times));
    }

    /** Lets the product answer the next webhooks with this status, as one does whose store is away. */
    void refuseWebhooks(int times, int status) {
        refusalStatus = status;
        refusals.set(times);
    }

    JsonValue order(String reference) {
        return Json.readObject(orders.find(reference).orElseThrow().toString().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    boolean knows(String reference) {
        return orders.find(reference).isPresent();
    }

    int orders() {
        return orders.size();
    }

    /** The last debit that was asked for, as its bytes came over the wire. */
    String lastCharge() {
        return new String(Base64.getDecoder().decode(orders.totals().path("lastCreate").path("body").asText()),
                StandardCharsets.UTF_8);
    }

    Answer get(String path) {
        return send("GET", base(path), Map.of(), Optional.empty());
    }

    Answer submit(String path, String form) {
        return send("POST", base(path), Map.of("Content-Type", "application/x-www-form-urlencoded"),
                Optional.of(form.getBytes(StandardCharsets.UTF_8)));
    }

    String base() {
        return base("/fluid");
    }

    private String base(String path) {
        return "http://localhost:" + sandboxServer.port() + path;
    }

    private String product() {
        return "http://localhost:" + productServer.port();
    }

    private static JsonValue post(String url, JsonValue body) {
        Answer answer = send("POST", url, Map.of("Content-Type", "application/json"), Optional.of(Json.bytes(body)));
        if (!answer.isSuccess()) {
            throw new IllegalStateException("The sandbox answered " + answer.status());
        }
        return Json.readObject(answer.body()).orElseThrow();
    }

    private static Answer send(String method, String url, Map<String, String> headers, Optional<byte[]> body) {
        return TestHttp.SHARED.send(method, URI.create(url), headers, body, Duration.ofSeconds(20));
    }

    private static ApiRequest request(LocalRequest call) {
        Map<String, String> headers = new HashMap<>();
        call.headers().forEach((name, values) -> headers.put(name, String.join(",", values)));
        return new ApiRequest(call.method(), call.path(), Map.of(), Map.of(), headers, call.body(), "localhost", Optional.empty());
    }

    @Override
    public void close() {
        sandboxServer.close();
        productServer.close();
    }

    record Config(URI baseUrl, FluidDialect dialect, String chargePath, Optional<String> balancePath, Duration timeout,
            Duration questionTimeout) implements FluidConfig {
    }

    record Timing(Duration settleAfter, Duration holdFor, Duration retryAfter, Duration acknowledgeWithin)
            implements FluidTiming {
    }
}
