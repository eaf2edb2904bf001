package africa.paylinks.kkiapay;

import africa.paylinks.aws.SecretsManagerVault;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.kkiapay.KkiapayConfig.Dialect;
import africa.paylinks.kkiapay.KkiapayConfig.WebhookMode;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.kkiapay.KkiapayKeys;
import africa.paylinks.local.sandbox.kkiapay.KkiapaySandbox;
import africa.paylinks.local.sandbox.kkiapay.KkiapayWebhooks;
import africa.paylinks.local.sandbox.kkiapay.LinkOpener;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.local.secrets.SecretsManager;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The real KKiaPay provider in front of a KKiaPay sandbox and a Secrets Manager of its own, over real HTTP; the sandbox's
 * webhooks are kept, and answered as the test wants.
 */
final class KkiapayFixture implements AutoCloseable {

    private static final HttpClient BROWSER = HttpClient.newHttpClient();
    static final PublicAddress ADDRESS = new PublicAddress("https://api.example");

    private static final String SECRET = "paylinks/test/kkiapay";

    final Queue<WebhookCall> webhooks = new ConcurrentLinkedQueue<>();
    final Queue<Integer> webhookAnswers = new ConcurrentLinkedQueue<>();

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final Orders orders = new Orders(kept, "kkiapay");
    private final SecretVersions versions;
    private final LocalServer secretsServer = LocalServer.open(kept, "secrets", TestTable.freePort());
    private final LocalServer sandboxServer = LocalServer.open(kept, "sandbox", TestTable.freePort());
    private final LocalServer productServer = LocalServer.open(kept, "product", TestTable.freePort());
    private final SecretsManagerVault vault;
    private final Clock clock;

    KkiapayFixture(Clock clock) {
        versions = new SecretVersions(kept, clock);
        versions.put(SECRET, secret().toString());
        secretsServer.answerWith(new SecretsManager(versions));
        productServer.answerWith(this::received);
        Webhooks sender = new Webhooks(kept, URI.create("http://localhost:" + productServer.port() + "/webhooks/kkiapay"),
                orders, clock);
        sandboxServer.answerWith(new Sandbox(List.of(new KkiapaySandbox(new KkiapayKeys("public", "private", "second"),
                LinkOpener.none(), orders, new KkiapayWebhooks(sender, orders, () -> "kkia_test", Duration.ofMillis(1)),
                clock)), List.of()));
        SecretsManagerClient client = SecretsManagerClient.builder().region(Region.EU_WEST_1)
                .endpointOverride(URI.create("http://localhost:" + secretsServer.port()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder()).build();
        this.vault = new SecretsManagerVault(client, "test");
        this.clock = clock;
    }

    private LocalResponse received(LocalRequest call) {
        Map<String, String> headers = new HashMap<>();
        call.headers().forEach((name, values) -> headers.put(name, values.get(0)));
        webhooks.add(new WebhookCall(headers, Map.of(), call.body()));
        return LocalResponse.empty(Optional.ofNullable(webhookAnswers.poll()).orElse(200));
    }

    /** A secret as KKiaPay's is kept, to be changed and stored anew. */
    static JsonObject secret() {
        return Json.object().put("privateKey", "private").put("secretKey", "second").put("webhookSecret", "kkia_test");
    }

    /** Makes this the current secret; what was current becomes the previous one. */
    void rotate(JsonObject secret) {
        versions.put(SECRET, secret.toString());
    }

    KkiapayProvider provider(Dialect dialect) {
        return provider(new Settings(dialect, WebhookMode.EITHER, Optional.of("public"), Optional.of(sandbox()), false,
                Duration.ofSeconds(10)));
    }

    /** A provider with a cache of secrets of its own. */
    KkiapayProvider provider(KkiapayConfig config) {
        Secrets secrets = new Secrets(vault, clock, Duration.ofMinutes(5));
        KkiapayWidget widget = new KkiapayWidget(config);
        return new KkiapayProvider(config, widget,
                new KkiapayClient(config, widget, secrets, TestHttp.SHARED), secrets);
    }

    URI sandbox() {
        return URI.create("http://localhost:" + sandboxServer.port() + "/kkiapay");
    }

    /** A payment that the customer can pay, of so many francs. */
    static Payment payment(PaymentMethod method, long francs) {
        PaymentTerms sample = SamplePayments.terms("shop", new Money(francs, "XOF"), SamplePayments.NOW);
        PaymentTerms terms = new PaymentTerms(sample.id(), "shop", sample.orderId(), "kkiapay", method, sample.amount(),
                sample.customer(), Optional.of("Déjeuner >> à Cotonou? ~"), sample.redirectUrl(), sample.metadata(),
                sample.createdAt(), sample.expiresAt());
        return with(Payment.creating(terms), Optional.empty());
    }

    /** The payment once a transaction of it is known. */
    static Payment with(Payment payment, Optional<String> transactionId) {
        return new Payment(payment.terms(), PaymentStatus.PENDING, Optional.empty(), transactionId, Optional.empty(),
                payment.received(), payment.refunded(), Map.of(), payment.updatedAt());
    }

    /** Opens the page as the customer does. */
    HttpResponse<String> open(URI page) {
        return send(HttpRequest.newBuilder(page).build());
    }

    /** Presses a button of the page. */
    HttpResponse<String> press(URI page, String form) {
        return send(HttpRequest.newBuilder(page).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build());
    }

    /** Opens the payment's page and makes the outcome happen; answers what the sandbox knows then. */
    JsonValue happen(Payment payment, JsonObject outcome) {
        open(provider(Dialect.SDK).widget(payment, ADDRESS));
        return control("/" + payment.id(), outcome);
    }

    JsonValue control(String path, JsonObject body) {
        URI control = URI.create("http://localhost:" + sandboxServer.port() + "/_control/kkiapay" + path);
        return Json.readObject(send(HttpRequest.newBuilder(control)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build()).body()
                .getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    /** The transaction that was made last for the payment. */
    String transaction(Payment payment) {
        return orders.find(payment.id()).orElseThrow().path("transactionId").asText();
    }

    /** Changes what the sandbox remembers of the payment. */
    void tamper(Payment payment, String field, String value) {
        orders.update(payment.id(), order -> order.put(field, value));
    }

    int calls(String operation) {
        return orders.totals().path("calls").path(operation).asInt();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return BROWSER.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        sandboxServer.close();
        productServer.close();
        secretsServer.close();
    }

    record Settings(Dialect dialect, WebhookMode webhookMode, Optional<String> publicKey, Optional<URI> baseUrl,
            boolean sandbox, Duration timeout) implements KkiapayConfig {

        @Override
        public URI widgetUrl() {
            return baseUrl.map(base -> URI.create(base + "/widget/")).orElse(URI.create("https://widget-v3.kkiapay.me/"));
        }

        @Override
        public List<String> countries() {
            return List.of("BJ");
        }
    }
}
