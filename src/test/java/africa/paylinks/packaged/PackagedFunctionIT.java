package africa.paylinks.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import africa.paylinks.metrics.EmfSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The deployed artifact answers each example event of {@code events/} as {@code events/expected.json} says; what it is to
 * report as an exception stands there with its {@code errorType}, as Lambda shows it.
 */
@Tag("slow")
class PackagedFunctionIT {

    private static final Path EVENTS = ExampleEvents.DIRECTORY;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> JSON_TYPES = Set.of("application/json", "application/problem+json");
    /**
     * Permissions for what no example leads to, each as function, action and resource; this list may shrink only. What a run
     * of the reconciler finds due depends on how long the other examples have taken: that is needed sometimes.
     */
    private static final Path WITHOUT_EXAMPLE = Path.of("src/test/resources/permissions-without-example.txt");
    private static final String SOMETIMES = "sometimes ";
    /** At least; a machine that runs other tests beside this one is slower than Lambda. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static TestEnvironment testEnvironment;
    private static final AwsCalls AWS = new AwsCalls();
    private static Map<String, String> environment;
    private static FunctionPackage functionPackage;
    private static Map<String, TemplateFunction> template;
    private static JsonNode expectations;
    private static final Map<String, PackagedFunction> FUNCTIONS = new HashMap<>();
    private static final Map<String, JsonNode> ANSWERS = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        functionPackage = Packaged.functionPackage("events");
        template = TemplateFunction.all();
        expectations = JSON.readTree(EVENTS.resolve("expected.json").toFile());
        testEnvironment = TestEnvironment.start();
        environment = testEnvironment.environment(AWS);
    }

    @AfterAll
    static void stop() {
        FUNCTIONS.values().forEach(PackagedFunction::close);
        AWS.close();
        if (testEnvironment != null) {
            testEnvironment.close();
        }
    }

    static List<String> cases() throws IOException {
        JsonNode expected = JSON.readTree(EVENTS.resolve("expected.json").toFile());
        return StreamSupport.stream(((Iterable<String>) expected::fieldNames).spliterator(), false).toList();
    }

    @Test
    void everyEventHasAnExpectation() throws IOException {
        try (Stream<Path> files = Files.walk(EVENTS, 2)) {
            Set<String> events = files.map(EVENTS::relativize)
                    .filter(path -> path.getNameCount() == 2 && path.toString().endsWith(".json"))
                    .map(path -> path.toString().replaceFirst("\\.json$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(events, new TreeSet<>(cases()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void answersTheExampleEvent(String example) throws IOException {
        JsonNode expected = expected(example);
        JsonNode answer = answer(example);
        assertMatches(example, expected, answer);
    }

    @Test
    void everyAwsCallIsValidAndAllowedAndEveryPermissionIsUsed() throws IOException {
        for (String example : cases()) {
            answer(example);
        }
        assertEquals(List.of(), AWS.calls().stream().filter(AwsCall::isUnknown).toList());
        Set<String> used = AWS.calls().stream().flatMap(call -> call.permissions().stream().map(permission -> call.function() + " " + permission))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> granted = Permissions.of(Template.read(Template.find(Path.of(""))));
        assertEquals(Set.of(), without(used, granted), "calls without a permission");
        Set<String> unused = new TreeSet<>();
        Set<String> sometimes = new TreeSet<>();
        Files.readAllLines(WITHOUT_EXAMPLE).forEach(line ->
                (line.startsWith(SOMETIMES) ? sometimes : unused).add(line.replaceFirst("^" + SOMETIMES, "")));
        assertEquals(unused, without(without(granted, used), sometimes), "permissions without a call");
    }

    /** A managed runtime adds lines of its own about exceptions, so that functions with an example of one are left out. */
    @Test
    void everyLineOfAFunctionIsOneJsonObjectThatNamesTheFunction() throws IOException {
        Set<String> thrown = new TreeSet<>();
        for (String example : cases()) {
            answer(example);
            if (expectations.required(example).has("errorType")) {
                thrown.add(example.substring(0, example.indexOf('/')));
            }
        }
        int metrics = 0;
        for (String function : FUNCTIONS.keySet()) {
            for (String line : Files.readAllLines(log(function))) {
                if (line.contains("\"_aws\"")) {
                    assertEquals(List.of(), EmfSchema.errors(line), line);
                    metrics++;
                }
                if (!thrown.contains(function)) {
                    assertTrue(line.startsWith("{"), () -> function + ": " + line);
                    assertEquals(function, JSON.readTree(line).path("function").asText(), line);
                }
            }
        }
        assertTrue(metrics > 30, "only " + metrics);
    }

    private static Set<String> without(Set<String> all, Set<String> others) {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(others);
        return left;
    }

    private static JsonNode expected(String example) throws IOException {
        ObjectNode expected = expectations.required(example).deepCopy();
        Optional<String> earlier = earlier(example);
        expected.remove(List.of("after", "signed"));
        return earlier.isEmpty() ? expected : JSON.readTree(ExampleEvents.named(paymentOf(earlier.get()), expected.toString()));
    }

    /** The answer to an example, asked for once: what other examples come after happens before them and only once. */
    private static JsonNode answer(String example) throws IOException {
        JsonNode known = ANSWERS.get(example);
        if (known != null) {
            return known;
        }
        JsonNode event = ExampleEvents.read(example);
        Optional<String> earlier = earlier(example);
        if (earlier.isPresent()) {
            event = ExampleEvents.about(paymentOf(earlier.get()), event);
        }
        if (expectations.required(example).has("signed")) {
            ExampleEvents.sign((ObjectNode) event, expectations.required(example).path("signed"));
        }
        String function = example.substring(0, example.indexOf('/'));
        Duration deployed = template.get(function).timeout();
        RuntimeApi.Answer answer = function(function).invoke(event.toString().getBytes(StandardCharsets.UTF_8),
                deployed.compareTo(LIMIT) > 0 ? deployed : LIMIT);
        assertEquals(expectations.required(example).has("errorType"), answer.failed(), answer::text);
        ObjectNode read = (ObjectNode) JSON.readTree(answer.body());
        if (JSON_TYPES.contains(read.at("/headers/content-type").asText())) {
            read.set("body", JSON.readTree(read.required("body").asText()));
        }
        ANSWERS.put(example, read);
        return read;
    }

    private static PackagedFunction function(String name) throws IOException {
        PackagedFunction running = FUNCTIONS.get(name);
        if (running == null) {
            Map<String, String> variables = new HashMap<>(environment);
            variables.put(AwsCalls.CALLER, name);
            running = PackagedFunction.start(functionPackage, Packaged.runtime(), name, variables,
                    log(name));
            FUNCTIONS.put(name, running);
        }
        return running;
    }

    private static Path log(String function) {
        return Packaged.buildDirectory().resolve("packaged").resolve(function + ".log");
    }

    private static Optional<String> earlier(String example) {
        return Optional.ofNullable(expectations.required(example).get("after")).map(JsonNode::asText);
    }

    /** Payment ids are random: an example that comes after another names the payment which that one made here. */
    private static String paymentOf(String earlier) throws IOException {
        String id = answer(earlier).at("/body/id").asText();
        assertTrue(ExampleEvents.PAYMENT_ID.matcher(id).matches(), () -> earlier + " answered no payment id");
        return id;
    }

    /** Fields that are not expected may be anything; of an array the beginning counts, and one that is expected empty is empty. */
    private static void assertMatches(String where, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            for (Iterator<Map.Entry<String, JsonNode>> fields = expected.fields(); fields.hasNext(); ) {
                Map.Entry<String, JsonNode> field = fields.next();
                assertTrue(actual.has(field.getKey()), () -> where + "/" + field.getKey() + " is missing in " + actual);
                assertMatches(where + "/" + field.getKey(), field.getValue(), actual.get(field.getKey()));
            }
        } else if (expected.isArray()) {
            assertTrue(expected.isEmpty() ? actual.isEmpty() : actual.size() >= expected.size(),
                    () -> where + " has not the length expected: " + actual);
            for (int i = 0; i < expected.size(); i++) {
                assertMatches(where + "/" + i, expected.get(i), actual.get(i));
            }
        } else {
            assertEquals(expected, actual, where);
        }
    }
}
