package africa.paylinks.flutterwave;

import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.flutterwave.FlutterwaveSandbox;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault.Version;
import africa.paylinks.secrets.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The real Flutterwave provider in front of a Flutterwave sandbox of its own, over real HTTP. */
public final class FlutterwaveFixture implements AutoCloseable {

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final Orders orders = new Orders(kept, "flutterwave");
    private final LocalServer sandbox = LocalServer.open(kept, "sandbox", TestTable.freePort());
    private final LocalServer product = LocalServer.open(kept, "product", TestTable.freePort());
    private final AtomicReference<String> secret = new AtomicReference<>(FlutterwaveSamples.CURRENT);
    private final AtomicReference<Consumer<WebhookCall>> receiver = new AtomicReference<>(call -> { });
    private final Secrets secrets;

    public FlutterwaveFixture(Clock clock) {
        product.answerWith(call -> {
            receiver.get().accept(new WebhookCall(call.headers().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().get(0))), Map.of(), call.body()));
            return LocalResponse.empty(200);
        });
        Webhooks webhooks = new Webhooks(kept, URI.create("http://localhost:" + product.port()), orders, clock);
        sandbox.answerWith(new Sandbox(List.of(new FlutterwaveSandbox(base() + "/flutterwave",
                () -> africa.paylinks.local.http.Json.stored(FlutterwaveSamples.CURRENT), orders, webhooks,
                Duration.ofMillis(20), clock)), List.of()));
        secrets = new Secrets((system, version) -> version == Version.CURRENT
                ? Optional.of(new SecretDocument(Json.readObject(secret.get().getBytes(StandardCharsets.UTF_8)).orElseThrow()))
                : Optional.empty(), clock, Duration.ZERO);
    }

    /** The provider, in front of the sandbox. */
    public FlutterwaveProvider provider() {
        return provider(base());
    }

    /** The provider, where nobody answers. */
    public FlutterwaveProvider unreachable() {
        return provider("http://localhost:" + TestTable.freePort());
    }

    /** The provider, where every call is answered with this status and an empty body. */
    public FlutterwaveProvider answering(int status) {
        product.answerWith(call -> LocalResponse.empty(status));
        return provider("http://localhost:" + product.port());
    }

    private FlutterwaveProvider provider(String base) {
        FlutterwaveConfig config = FlutterwaveSamples.Settings.at(base + "/flutterwave/v3");
        return new FlutterwaveProvider(config, new FlutterwaveClient(config, secrets, TestHttp.SHARED),
                secrets);
    }

    public Secrets secrets() {
        return secrets;
    }

    /** What our side holds as Flutterwave's secret from now on; the sandbox keeps its own. */
    public void secret(String json) {
        secret.set(json);
    }

    /** Who gets the sandbox's webhooks. */
    public void receive(Consumer<WebhookCall> next) {
        receiver.set(next);
    }

    /** Lets a customer pay that payment without a webhook; answers the id of the transaction. */
    public String pay(PaymentTerms terms) {
        link(terms);
        control("/" + terms.id(), Json.object().put("outcome", "paid").put("webhook", "none"));
        return order(terms.id()).path("transactions").path(0).path("id").asText();
    }

    /** Makes a link for that payment. */
    public String link(PaymentTerms terms) {
        return provider().createLink(terms, FlutterwaveSamples.ADDRESS) instanceof LinkCreator.Created created
                ? created.link().orElseThrow()
                : "The sandbox made no link";
    }

    /** Tells the sandbox what to do. */
    public void control(String path, JsonObject body) {
        var answer = TestHttp.SHARED.send("POST", URI.create(base() + "/_control/flutterwave" + path),
                Map.of("Content-Type", "application/json"), Optional.of(Json.bytes(body)), Duration.ofSeconds(20));
        if (!answer.isSuccess()) {
            throw new IllegalStateException("The sandbox answered " + answer.status());
        }
    }

    /** Makes the next refunds go like this: pending, timeout, lost, error, reject or none. */
    public void refunds(String kind, int times) {
        control("", Json.object().put("refunds", kind).put("times", times));
    }

    /** What the sandbox knows of a payment. */
    public JsonNode order(String reference) {
        return orders.find(reference).orElseThrow();
    }

    /** How often it was asked to give money of a payment back. */
    public int refundCalls(String reference) {
        return order(reference).path("calls").path("refund").intValue();
    }

    private String base() {
        return "http://localhost:" + sandbox.port();
    }

    @Override
    public void close() {
        sandbox.close();
        product.close();
    }
}
