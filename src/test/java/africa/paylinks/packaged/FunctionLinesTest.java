package africa.paylinks.packaged;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.LocalMetrics;
import africa.paylinks.local.LocalPorts;
import africa.paylinks.local.LocalStack;
import africa.paylinks.local.gateway.FunqyFunctions;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.time.LocalClock;
import africa.paylinks.logging.JsonLogHandler;
import africa.paylinks.metrics.EmfSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The lines of all functions for each of their example events: unchanged, with marks in place of personal data and
 * credentials, and while the table fails.
 */
@Tag("slow")
@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@QuarkusTestResource(LocalPorts.class)
class FunctionLinesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PERSONAL = Pattern.compile("(?i).*(name|email|phone|msisdn|mobile|account|number|address).*");
    private static final Pattern CREDENTIAL = Pattern.compile("(?i).*(authorization|signature|secret|hash|token|key).*");
    private static final String MARK = "zzmark";
    private static final String MARKED_PHONE = "233249876543";
    private static final String MARKED_NUMBER = "9988776655";
    /** The beginning of every secret of the local stack. */
    private static final Pattern SECRET = Pattern.compile("(?i)local-[a-z-]*(?:password|secret|token|hash|-key)|whsec_|BEGIN PRIVATE");
    private static final List<String> OPERATIONS = List.of("GetItem", "PutItem", "UpdateItem", "TransactWriteItems", "Query", "BatchGetItem");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final JsonLogHandler handler = new JsonLogHandler(lines::add);
    private final FunqyFunctions functions = new FunqyFunctions();
    private final Map<String, JsonNode> answers = new HashMap<>();
    private JsonNode expectations;

    @Inject
    LocalStack local;
    @Inject
    LocalMetrics metrics;
    @Inject
    LocalClock clock;

    @BeforeEach
    void addHandler() throws IOException {
        Logger.getLogger("").addHandler(handler);
        expectations = JSON.readTree(ExampleEvents.DIRECTORY.resolve("expected.json").toFile());
    }

    @AfterEach
    void removeHandler() {
        Logger.getLogger("").removeHandler(handler);
        given().delete(local.dynamoDbEndpoint() + "/_control/dynamodb");
    }

    /** Runs last, because it leaves failing messages in the queues. */
    @Test
    @Order(2)
    void noLineContainsSecretsOrPersonalDataAndEveryLineIsJson() throws Exception {
        List<String> examples = StreamSupport.stream(((Iterable<String>) expectations::fieldNames).spliterator(), false).toList();
        Set<String> personal = new TreeSet<>(List.of(MARK, MARKED_PHONE, MARKED_NUMBER));
        for (String example : examples) {
            JsonNode event = event(example);
            collect(event, personal);
            // A run of the reconciler lasts while hints wait. The second loop's run processes the items of both.
            if (!example.startsWith("reconcile-payments/")) {
                answers.put(example, answered(example, event));
            }
        }
        for (String example : examples) {
            JsonNode event = signed(example, marked(event(example)));
            movingTheClockOn(() -> answered(example, event));
        }
        List<JsonNode> oneOfEach = new ArrayList<>();
        List<String> theirNames = examples.stream().collect(Collectors.toMap(example -> example.substring(0, example.indexOf('/')),
                example -> example, (first, other) -> first, TreeMap::new)).values().stream().toList();
        for (String example : theirNames) {
            oneOfEach.add(signed(example, marked(event(example))));
        }
        OPERATIONS.forEach(operation -> given().contentType(ContentType.JSON)
                .body("{\"operation\":\"" + operation + "\",\"fault\":\"FAIL\",\"times\":1000}")
                .post(local.dynamoDbEndpoint() + "/_control/dynamodb").then().statusCode(204));
        // At once, because most of the time passes between the SDK's attempts.
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            for (Future<JsonNode> answer : callers.invokeAll(IntStream.range(0, theirNames.size())
                    .<Callable<JsonNode>>mapToObj(place -> () -> answered(theirNames.get(place), oneOfEach.get(place))).toList())) {
                answer.get();
            }
        } finally {
            callers.shutdown();
        }
        List<String> written = metrics.lines();
        written.forEach(line -> assertEquals(List.of(), EmfSchema.errors(line), line));
        for (String line : lines) {
            assertTrue(JSON.readTree(line).isObject(), line);
        }
        assertTrue(functionsIn(lines).size() >= 15, "only " + functionsIn(lines));
        assertTrue(written.size() > 100, "only " + written.size());
        for (String line : Stream.concat(lines.stream(), written.stream()).toList()) {
            assertTrue(!SECRET.matcher(line).find(), line);
            personal.forEach(value -> assertTrue(!line.toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT)), () -> value + " in " + line));
        }
    }

    @Test
    @Order(1)
    void oneQueryFindsAPaymentsLinesInAllFunctions() {
        var shop = given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY)
                .header("Idempotency-Key", UUID.randomUUID().toString()).contentType(ContentType.JSON);
        var created = shop.body("{\"provider\":\"flot\",\"orderId\":\"ord-1\",\"amount\":\"50.00\",\"currency\":\"SLE\",\"method\":\"momo\"}")
                .post("/payment-links").then().statusCode(201).extract();
        String id = created.path("id");
        given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON).body("{\"outcome\":\"paid\"}").post("/_control/flot/" + id);
        await().atMost(30, TimeUnit.SECONDS).until(() -> lines(id).stream().filter("notify-merchant event-delivered"::equals).count() == 2);
        assertTrue(lines(id).containsAll(List.of("create-payment-link attempt", "create-payment-link provider-call", "flot-webhook webhook-received",
                "publish-payment-events payment-created", "publish-payment-events payment-completed")), () -> lines(id).toString());
        String request = created.header("x-request-id");
        assertEquals(request, created.header("Apigw-Requestid"));
        assertTrue(parsed().anyMatch(line -> line.path("payment").asText().equals(id) && line.path("requestId").asText().equals(request)));
    }

    /** The result of a query by payment: function and event of each line. */
    private List<String> lines(String payment) {
        return parsed().filter(line -> line.path("payment").asText().equals(payment))
                .map(line -> line.path("function").asText() + " " + line.path("event").asText()).toList();
    }

    private Stream<JsonNode> parsed() {
        return Stream.concat(lines.stream(), metrics.lines().stream()).map(FunctionLinesTest::parse);
    }

    private static Set<String> functionsIn(List<String> lines) {
        return lines.stream().map(line -> parse(line).path("function").asText()).filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    }

    private JsonNode event(String example) throws IOException {
        JsonNode event = ExampleEvents.read(example);
        JsonNode earlier = expectations.required(example).path("after");
        if (!earlier.isMissingNode()) {
            JsonNode before = answers.computeIfAbsent(earlier.asText(), name -> {
                try {
                    return answered(name, event(name));
                } catch (IOException unreadable) {
                    throw new IllegalStateException(unreadable);
                }
            });
            event = ExampleEvents.about(parse(before.path("body").asText()).path("id").asText(), event);
        }
        return signed(example, event);
    }

    private JsonNode signed(String example, JsonNode event) {
        if (expectations.required(example).has("signed")) {
            ExampleEvents.sign((ObjectNode) event, expectations.required(example).path("signed"));
        }
        return event;
    }

    /** Makes a call, and moves the clock on to what it waits for whenever nothing happens before. */
    private void movingTheClockOn(Supplier<JsonNode> call) throws Exception {
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(call);
        for (long seen = -1; !isDone(answer);) {
            long version = clock.activity().version();
            if (version == seen && clock.activity().functionSleepers() > 0) {
                clock.nextWakeUp().ifPresent(clock::moveTo);
            }
            seen = version;
        }
        answer.get();
    }

    private static boolean isDone(CompletableFuture<JsonNode> answer) throws Exception {
        try {
            answer.get(100, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    /** Calls the function. Exceptions go to Lambda; this test checks only the lines. */
    private JsonNode answered(String example, JsonNode event) {
        try {
            JsonNode answer = JSON.readTree(functions.invoke(example.substring(0, example.indexOf('/')),
                    event.toString().getBytes(StandardCharsets.UTF_8)));
            if (answer.has("statusCode")) {
                String id = event.at("/requestContext/requestId").asText();
                assertEquals(id, answer.at("/headers/x-request-id").asText(), example);
                if (answer.at("/headers/content-type").asText().equals("application/problem+json")) {
                    assertEquals(id, parse(answer.path("body").asText()).path("requestId").asText(), example);
                }
            }
            return answer;
        } catch (AssertionError wrong) {
            throw wrong;
        } catch (Exception thrown) {
            return JSON.createObjectNode();
        }
    }

    /** Personal data of the examples themselves. */
    private static void collect(JsonNode node, Set<String> personal) {
        node.properties().forEach(field -> {
            Optional<JsonNode> inner = inner(field.getValue());
            if (inner.isPresent()) {
                collect(inner.get(), personal);
            } else if (field.getValue().isTextual() && field.getKey().matches("(?i).*(email|phone|msisdn|fullname|customer_?name).*")
                    && field.getValue().textValue().length() > 5) {
                personal.add(field.getValue().textValue());
            }
        });
        node.forEach(element -> collect(element, personal));
    }

    /** The same event with marks in place of personal data and credentials. */
    private static JsonNode marked(JsonNode event) {
        JsonNode copy = event.deepCopy();
        mark(copy);
        return copy;
    }

    private static void mark(JsonNode node) {
        if (node instanceof ObjectNode object) {
            new ArrayList<>(object.properties()).forEach(field -> {
                Optional<JsonNode> inner = inner(field.getValue());
                if (inner.isPresent() && field.getKey().equals("body")) {
                    mark(inner.get());
                    object.put("body", field.getValue().textValue().startsWith("{") ? inner.get().toString()
                            : Base64.getEncoder().encodeToString(inner.get().toString().getBytes(StandardCharsets.UTF_8)));
                } else if (field.getValue().isTextual() && !field.getKey().equals("requestId")) {
                    object.set(field.getKey(), markedText(field.getKey(), field.getValue().textValue()));
                } else {
                    mark(field.getValue());
                }
            });
        } else if (node instanceof ArrayNode array) {
            array.forEach(FunctionLinesTest::mark);
        }
    }

    private static TextNode markedText(String name, String value) {
        if (name.toLowerCase(Locale.ROOT).contains("email")) {
            return TextNode.valueOf(MARK + "@example.com");
        }
        if (PERSONAL.matcher(name).matches() && value.matches("\\+?\\d{6,}")) {
            return TextNode.valueOf(value.startsWith("+") ? "+" + MARKED_PHONE : MARKED_NUMBER);
        }
        if (PERSONAL.matcher(name).matches() && value.contains(" ")) {
            return TextNode.valueOf(MARK + " Person");
        }
        return CREDENTIAL.matcher(name).matches() && !name.toLowerCase(Locale.ROOT).contains("routekey")
                && !name.toLowerCase(Locale.ROOT).contains("idempotency") ? TextNode.valueOf("Bearer " + MARK + "-credential") : TextNode.valueOf(value);
    }

    private static Optional<JsonNode> inner(JsonNode value) {
        if (!value.isTextual()) {
            return Optional.empty();
        }
        String text = value.textValue();
        for (String candidate : List.of(text, decoded(text))) {
            if (candidate.startsWith("{")) {
                try {
                    return Optional.of(JSON.readTree(candidate));
                } catch (IOException notJson) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException notJson) {
            throw new AssertionError(line, notJson);
        }
    }
}
