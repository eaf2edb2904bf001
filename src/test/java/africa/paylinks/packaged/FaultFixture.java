package africa.paylinks.packaged;

import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.provider.ProviderExamples;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What functions under failure find when nothing fails: payments and deals, made by the product itself through functions
 * that nobody disturbs, and customers who pay.
 */
final class FaultFixture implements AutoCloseable {

    /** Settings that a local run has for its slow neighbours; the time limits on trial are the deployed ones. */
    private static final Set<String> LOCAL_LIMITS = Set.of("QUARKUS_DYNAMODB_API_CALL_ATTEMPT_TIMEOUT", "QUARKUS_DYNAMODB_API_CALL_TIMEOUT",
            "PAYLINKS_SECRETS_TIMEOUT");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestEnvironment testEnvironment;
    private final NativeApplication application;
    private final Map<String, TemplateFunction> template;
    private final Path logs;
    private final Map<String, PackagedFunction> healthyFunctions = new HashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private final DynamoDbClient table;

    FaultFixture(NativeApplication application, Map<String, TemplateFunction> template, Path logs) throws IOException {
        this.testEnvironment = TestEnvironment.start();
        this.application = application;
        this.template = template;
        this.logs = logs;
        this.table = DynamoDbClient.builder().endpointOverride(address(Dependency.TABLE)).region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create()).build();
    }

    /** The environment of a deployed function, with the endpoints of this fixture. */
    Map<String, String> environment(String function) {
        Map<String, String> environment = new TreeMap<>(template.get(function).environment());
        testEnvironment.environment().forEach((variable, value) -> {
            if (!LOCAL_LIMITS.contains(variable)) {
                environment.put(variable, value);
            }
        });
        environment.put("PAYLINKS_STAGE", "local");
        ExampleProvider.SETTINGS.forEach((name, value) -> environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value));
        return environment;
    }

    URI address(Dependency dependency) {
        return dependency == Dependency.ENDPOINT ? testEnvironment.sandbox().resolve("/merchant")
                : URI.create(testEnvironment.environment().get(dependency.variable()));
    }

    /** The next of numbers that nobody else gets. */
    int next() {
        return number.incrementAndGet();
    }

    /** An example event that asks for a payment which nobody has asked for before. */
    ObjectNode creation(String example) {
        return creation(example, "shop");
    }

    private ObjectNode creation(String example, String merchant) {
        int unique = next();
        ObjectNode event = (ObjectNode) event(example);
        event.withObject("/headers").put("idempotency-key", "failure-" + unique);
        event.withObject("/requestContext/authorizer/lambda").put("merchant", merchant);
        event.put("body", event.path("body").asText().replaceFirst("\"orderId\":\"[^\"]*\"", "\"orderId\":\"failure-" + unique + "\""));
        return event;
    }

    /** A new open payment of the merchant {@code shop}. */
    String payment(String example) {
        return payment(example, "shop");
    }

    /** A new open payment. */
    String payment(String example, String merchant) {
        JsonNode answer = invoke("create-payment-link", creation(example, merchant));
        if (answer.path("statusCode").asInt() != 201) {
            throw new IllegalStateException(example + ": " + answer);
        }
        return parse(answer.path("body").asText()).path("id").asText();
    }

    /** A new payment that its customer has paid at the provider; nothing has told the product. */
    Paid paid(ExampleProvider provider) {
        String id = payment(provider.creation());
        provider.examples().widgetPath(id).ifPresent(path -> call("GET", path, ""));
        return pay(provider, id);
    }

    /** The customer pays at the provider; nothing tells the product. */
    Paid pay(ExampleProvider provider, String id) {
        JsonNode order = parse(call("POST", "/_control/" + provider.name() + "/" + id, "{\"outcome\":\"paid\",\"webhook\":\"none\"}"));
        return new Paid(id, order.path("transactionId").asText(""));
    }

    /** A new payment that is paid and known to be. */
    String completed(ExampleProvider provider) {
        return completed(provider, paid(provider));
    }

    /** A payment that is paid at the provider is known to be. */
    String completed(ExampleProvider provider, Paid paid) {
        if (provider.hasWidget()) {
            invoke(provider.webhookFunction(), provider.success(paid));
        } else {
            invoke("get-payment", with(about("get-payment/by-id", paid.id()), "refresh", "true"));
        }
        JsonNode status = parse(invoke("get-payment", about("get-payment/by-id", paid.id())).path("body").asText());
        if (!status.path("status").asText().equals("COMPLETED")) {
            throw new IllegalStateException(provider.name() + " is not paid: " + status);
        }
        return paid.id();
    }

    /** Hands an event to a function that nobody disturbs. */
    JsonNode invoke(String function, JsonNode event) {
        PackagedFunction running;
        synchronized (healthyFunctions) {
            running = healthyFunctions.computeIfAbsent(function, name -> {
                try {
                    return start(name, environment(name), "undisturbed");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        synchronized (running) {
            return parse(running.invoke(bytes(event), LIMIT).text());
        }
    }

    /** Runs a function once, so that the processes of all fixtures start faster. */
    void archiveClasses() throws IOException {
        String function = "create-payment-link";
        PackagedFunction running = PackagedFunction.startArchiving(application, function, environment(function), logs.resolve("classes.log"));
        running.invoke(bytes(creation(function + "/momo")), LIMIT);
        running.end();
    }

    PackagedFunction start(String function, Map<String, String> environment, String purpose) throws IOException {
        return PackagedFunction.start(application, function, environment, logs.resolve(function + "-" + purpose + ".log"));
    }

    /** A deal in the invoice stage, and the message that says so. */
    JsonNode deal() {
        long lead = 90_000_000L + next();
        call("POST", "/_control/kommo/leads/" + lead,
                "{\"status_id\":47873533,\"price\":150,\"email\":\"ada@example.com\",\"webhook\":\"none\"}");
        return parse(event("kommo-deals/stage").toString().replace("23802129", Long.toString(lead))
                .replace("2026-05-01T08:15:30Z", Instant.now().toString()));
    }

    /** A separate merchant with an endpoint, and an event for it. */
    JsonNode eventFor(String merchant) {
        String id = payment("create-payment-link/momo", merchant);
        return parse(about("notify-merchant/payment-created", id).toString()
                .replace("\\\"merchant\\\": \\\"shop\\\"", "\\\"merchant\\\": \\\"" + merchant + "\\\""));
    }

    /** Adds merchants with an endpoint each. */
    void endpoints(Map<String, URI> endpoints) {
        ObjectNode command = JSON.createObjectNode().put("command", "import");
        endpoints.forEach((merchant, endpoint) -> command.withObject("/merchants/" + merchant + "/endpoint").put("url", endpoint.toString())
                .putArray("secrets").add(FixedSecrets.SHOP_WEBHOOK_SECRET));
        JsonNode answer = invoke("manage-merchants", command);
        if (answer.has("refusal")) {
            throw new IllegalStateException(answer.toString());
        }
    }

    /** An event that asks for a subscription whose first period is due at once. */
    ObjectNode subscription(ExampleProvider provider) {
        ObjectNode event = (ObjectNode) event("subscriptions/create");
        event.withObject("/headers").put("idempotency-key", "failure-" + next());
        ObjectNode body = (ObjectNode) parse(event.path("body").asText());
        ProviderExamples.Terms terms = provider.examples().terms();
        body.put("provider", provider.name()).put("currency", terms.currency()).put("method", terms.method());
        body.withObject("/customer").put("email", "ama@example.com");
        return event.put("body", body.toString());
    }

    /** An event that asks for a reusable link. */
    ObjectNode link(ExampleProvider provider) {
        ObjectNode event = (ObjectNode) event("links/create");
        event.withObject("/headers").put("idempotency-key", "failure-" + next());
        ObjectNode body = (ObjectNode) parse(event.path("body").asText());
        ProviderExamples.Terms terms = provider.examples().terms();
        body.put("provider", provider.name()).put("currency", terms.currency()).put("method", terms.method());
        return event.put("body", body.toString());
    }

    /** An event in which a customer pays from a new reusable link. */
    ObjectNode linkPayment(ExampleProvider provider) {
        JsonNode answer = invoke("links", link(provider));
        if (answer.path("statusCode").asInt() != 201) {
            throw new IllegalStateException(provider.name() + ": " + answer);
        }
        String id = parse(answer.path("body").asText()).path("id").asText();
        return about("link-page/pay", id).put("isBase64Encoded", false)
                .put("body", "token=2b4d6f7h2j4k6m7n2p4q6r7s2t&quantity=1&name=Ada&email=ada%40example.com");
    }

    /** A new subscription whose first period is due. */
    String subscribed(ExampleProvider provider) {
        JsonNode answer = invoke("subscriptions", subscription(provider));
        if (answer.path("statusCode").asInt() != 201) {
            throw new IllegalStateException(provider.name() + ": " + answer);
        }
        return parse(answer.path("body").asText()).path("id").asText();
    }

    /** An event that asks to charge a period whose first attempt its merchant has cancelled. */
    JsonNode unpaidPeriod(ExampleProvider provider) {
        String id = subscribed(provider);
        JsonNode period = parse("{}");
        for (int runs = 0; runs < 20 && period.at("/attempts/0/status").asText().isEmpty(); runs++) {
            invoke("charge-subscriptions", parse("{}"));
            period = parse(invoke("subscriptions", about("subscriptions/periods", id)).path("body").asText()).at("/periods/0");
        }
        String paymentId = period.at("/attempts/0/paymentId").asText();
        invoke("cancel-payment", parse(about("cancel-payment/open", "pay_2b4d6f7h2j4k6m7n2p4q6r7s2t").toString()
                .replace("pay_2b4d6f7h2j4k6m7n2p4q6r7s2t", paymentId)));
        invoke("update-subscriptions", parse(outcomeOf(id).toString().replace("2026-12-01", period.path("date").asText())));
        return parse(about("subscriptions/pay-unknown-period", id).toString().replace("2020-01-01", period.path("date").asText()));
    }

    /** The message that a payment of a subscription has ended. */
    static JsonNode outcomeOf(String subscriptionId) {
        return about("update-subscriptions/payment-completed", subscriptionId);
    }

    /** Makes everything about a payment due now. */
    void makeDue(String id) {
        items(id).filter(item -> item.containsKey("dueAt")).forEach(item -> table.updateItem(request -> request.tableName(table())
                .key(key(item)).updateExpression("SET dueAt = :past")
                .expressionAttributeValues(Map.of(":past", AttributeValue.fromS("2026-01-01T00:00:00.000Z")))));
    }

    /** A delivery of a payment's event that has waited in the table, and is due. */
    void delayDelivery(String id) {
        table.putItem(request -> request.tableName(table()).item(Map.of(
                "pk", AttributeValue.fromS("NOTIFICATION#" + id), "sk", AttributeValue.fromS("0#evt_" + next() + "#shop"),
                "dueShard", AttributeValue.fromS("#notifications#0"), "dueAt", AttributeValue.fromS("2026-01-01T00:00:00.000Z"))));
    }

    /** Lets the function ask providers again that did not answer it. */
    void clearOutages() {
        Dependency.PROVIDERS.forEach(provider -> table.deleteItem(request -> request
                .tableName(table()).key(Map.of("pk", AttributeValue.fromS("OUTAGE#" + provider.words()), "sk", AttributeValue.fromS("OUTAGE")))));
    }

    private Stream<Map<String, AttributeValue>> items(String id) {
        return table.query(request -> request.tableName(table()).keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS("PAYMENT#" + id)))).items().stream();
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return Map.of("pk", item.get("pk"), "sk", item.get("sk"));
    }

    private String table() {
        return testEnvironment.environment().get("PAYLINKS_TABLE");
    }

    private String call(String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(testEnvironment.sandbox() + path)).method(method,
                HttpRequest.BodyPublishers.ofString(body)).header("Content-Type", "application/json"));
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An example event about a payment. */
    static ObjectNode about(String example, String paymentId) {
        try {
            return (ObjectNode) ExampleEvents.about(paymentId, event(example));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A webhook as it waits in the buffer. */
    static JsonNode buffered(String source, JsonNode webhook) {
        ObjectNode message = JSON.createObjectNode().put("source", source).put("receivedAt", Instant.now().toString());
        message.set("headers", webhook.path("headers"));
        message.putObject("query");
        byte[] body = webhook.path("body").asText().getBytes(StandardCharsets.UTF_8);
        message.put("body", webhook.path("isBase64Encoded").asBoolean() ? webhook.path("body").asText() : Base64.getEncoder().encodeToString(body));
        JsonNode event = event("process-buffered-webhooks/completed");
        ((ObjectNode) event.at("/Records/0")).put("body", message.toString());
        return event;
    }

    static JsonNode event(String example) {
        try {
            return ExampleEvents.read(example);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same event with one more parameter in its query. */
    static ObjectNode with(ObjectNode event, String parameter, String value) {
        event.put("rawQueryString", parameter + "=" + value).withObject("/queryStringParameters").put(parameter, value);
        return event;
    }

    static byte[] bytes(JsonNode event) {
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        healthyFunctions.values().forEach(PackagedFunction::close);
        table.close();
        testEnvironment.close();
    }

    /**
     * A payment that was paid at its provider.
     *
     * @param transactionId the provider's name of the attempt, where the sandbox gives it one
     */
    record Paid(String id, String transactionId) {
    }
}
