package africa.paylinks.reconciliation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.local.LocalPorts;
import africa.paylinks.local.LocalStack;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.provider.OutageStore;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderExamples;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.ReportedTransactions;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.WidgetCheckout;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Payments made over the API, paid or failed at the sandbox over real HTTP, and never told of: reconciliation alone brings each
 * to its true state. {@code -Dpaylinks.test.suppressed=1000} makes so many for each provider.
 */
@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@TestProfile(SuppressedWebhooksTest.WithStatusCalls.class)
@Tag("slow")
class SuppressedWebhooksTest {

    /** Some providers can be asked under other settings only. */
    public static final class WithStatusCalls implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>();
            ProviderExamples.all().forEach(examples -> settings.putAll(examples.settings()));
            return settings;
        }
    }

    private static final Logger LOG = Logger.getLogger(SuppressedWebhooksTest.class);
    private static final int PAYMENTS = Integer.getInteger("paylinks.test.suppressed", 12);

    @Inject
    LocalStack local;

    @Inject
    PaymentStore payments;

    @Inject
    ProviderRegistry providers;

    @Inject
    DueIndex index;

    @Inject
    OutageStore outages;

    @Inject
    StatusCheck statusCheck;

    @Inject
    ReportedTransactions attempts;

    private final Map<String, PaymentStatus> providerStatuses = new ConcurrentHashMap<>();

    @ParameterizedTest
    @MethodSource("provider")
    void everyPaymentReachesTheProvidersStatusWithoutAWebhook(String provider) {
        Provider only = providers.named(provider).orElseThrow();
        statusCallsOfWidgets(only, "error");
        new ThreadTaskRunner().runAll(IntStream.range(0, 4).<Runnable>mapToObj(worker -> () -> IntStream.range(0, PAYMENTS)
                .filter(number -> number % 4 == worker).forEach(number -> happens(provider, number))).toList());
        statusCallsOfWidgets(only, "none");

        Clock soon = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(31));
        Reconciliation reconciliation = new Reconciliation(index,
                List.of(new PaymentReconciler(payments, providers, statusCheck, soon, Settings.USUAL, RecordedMetrics.checked(), charge -> true),
                        new TransactionReconciler(payments, attempts, statusCheck, soon, RecordedMetrics.checked())),
                (shard, until, isOver) -> 0, outages, new ProviderRegistry(List.of(only)), new ThreadTaskRunner(), duration -> { }, soon,
                Settings.USUAL, RecordedMetrics.checked());
        Instant begin = Clock.systemUTC().instant();
        RunSummary all = RunSummary.NOTHING;
        for (RunSummary run = reconciliation.run(); run.taken() > 0; run = reconciliation.run()) {
            all = all.plus(run);
        }
        LOG.infof("%d payments of %s without a webhook: %d questions in %d ms", PAYMENTS, provider, all.questions(),
                Duration.between(begin, Clock.systemUTC().instant()).toMillis());

        Map<String, PaymentStatus> reached = new TreeMap<>();
        providerStatuses.keySet().forEach(id -> reached.put(id, payments.find(id).orElseThrow().status()));
        assertEquals(new TreeMap<>(providerStatuses), reached);
        assertEquals(0, all.failed());
    }

    static Stream<String> provider() {
        return ProviderExamples.all().stream().map(ProviderExamples::provider);
    }

    private void happens(String provider, int number) {
        String id = create(provider);
        if (number % 4 == 3) {
            providerStatuses.put(id, PaymentStatus.PENDING);
            return;
        }
        boolean paid = number % 4 < 2;
        providerStatuses.put(id, paid ? PaymentStatus.COMPLETED : PaymentStatus.FAILED);
        if (providers.named(provider).orElseThrow() instanceof WidgetCheckout checkout) {
            given().redirects().follow(false).get(widget(checkout, id)).then().statusCode(200);
        }
        JsonPath known = given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON)
                .body(Json.object().put("outcome", paid ? "paid" : "failed").put("webhook", "none").toString())
                .post("/_control/" + provider + "/" + id).then().statusCode(200).body("webhooks", equalTo(List.of())).extract().jsonPath();
        if (providers.named(provider).orElseThrow() instanceof WidgetCheckout) {
            // The provider can be asked about a transaction only, which nothing but its webhook or the customer names: the customer
            // comes back, and the provider does not answer then.
            given().baseUri(local.api().toString()).queryParam("transaction_id", known.getString("transactionId"))
                    .get("/pay/" + id).then().statusCode(200);
            assertEquals(PaymentStatus.PENDING, payments.find(id).orElseThrow().status());
        }
    }

    private String widget(WidgetCheckout checkout, String id) {
        return checkout.widget(payments.find(id).orElseThrow(), new PublicAddress(local.api().toString())).toString();
    }

    private void statusCallsOfWidgets(Provider provider, String behaviour) {
        if (!(provider instanceof WidgetCheckout)) {
            return;
        }
        given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON)
                .body(Json.object().put("create", behaviour).put("call", "status").put("times", 1_000_000).toString())
                .post("/_control/" + provider.name()).then().statusCode(200);
    }

    private String create(String provider) {
        ProviderExamples examples = ProviderExamples.all().stream().filter(each -> each.provider().equals(provider)).findFirst().orElseThrow();
        JsonObject request = Json.copy(body("events/" + examples.creation() + ".json"));
        request.put("orderId", "ord-" + UUID.randomUUID());
        return given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY)
                .header("Idempotency-Key", UUID.randomUUID().toString()).contentType(ContentType.JSON).body(request.toString())
                .post("/payment-links").then().statusCode(201).extract().path("id");
    }

    private static JsonValue body(String example) {
        try {
            String body = Json.readObject(Files.readAllBytes(Path.of(example))).orElseThrow().path("body").asText();
            return Json.readObject(body.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
