package africa.paylinks.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The deployed artifact answers each example event of {@code events/} as {@code events/expected.json} says. */
class PackagedFunctionIT {

    private static final Path EVENTS = Path.of("events");
    private static final Pattern PAYMENT_ID = Pattern.compile("pay_[a-z2-7]{26}");
    private static final ObjectMapper JSON = new ObjectMapper();
    /**
     * Permissions for what no example leads to, each as function, action and resource; this list may shrink only. What a run
     * of the reconciler finds due depends on how long the other examples have taken: that is needed sometimes.
     */
    private static final Path WITHOUT_EXAMPLE = Path.of("src/test/resources/permissions-without-example.txt");
    private static final String SOMETIMES = "sometimes ";

    private static Surroundings surroundings;
    private static final AwsCalls AWS = new AwsCalls();
    private static Map<String, String> environment;
    private static FunctionPackage functionPackage;
    private static JsonNode expectations;
    private static final Map<String, PackagedFunction> FUNCTIONS = new HashMap<>();
    private static final Map<String, JsonNode> ANSWERS = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        functionPackage = Packaged.functionPackage("events");
        expectations = JSON.readTree(EVENTS.resolve("expected.json").toFile());
        surroundings = Surroundings.start();
        environment = surroundings.environment(AWS);
    }

    @AfterAll
    static void stop() {
        FUNCTIONS.values().forEach(PackagedFunction::close);
        AWS.close();
        if (surroundings != null) {
            surroundings.close();
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
    void nothingIsAskedOfAwsThatItDoesNotKnowOrTheRoleDoesNotAllowAndNothingIsAllowedInVain() throws IOException {
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

    private static Set<String> without(Set<String> all, Set<String> others) {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(others);
        return left;
    }

    private static JsonNode expected(String example) throws IOException {
        ObjectNode expected = expectations.required(example).deepCopy();
        Optional<String> earlier = earlier(example);
        expected.remove(List.of("after", "signed"));
        return JSON.readTree(withPaymentOf(earlier, expected.toString()));
    }

    /** The answer to an example, asked for once: what other examples come after happens before them and only once. */
    private static JsonNode answer(String example) throws IOException {
        JsonNode known = ANSWERS.get(example);
        if (known != null) {
            return known;
        }
        ObjectNode event = (ObjectNode) JSON.readTree(EVENTS.resolve(example + ".json").toFile());
        Optional<String> earlier = earlier(example);
        if (event.path("isBase64Encoded").asBoolean()) {
            String body = new String(Base64.getDecoder().decode(event.required("body").asText()), StandardCharsets.UTF_8);
            event.put("body", Base64.getEncoder()
                    .encodeToString(withPaymentOf(earlier, body).getBytes(StandardCharsets.UTF_8)));
        }
        String sent = signedNow(example, withPaymentOf(earlier, event.toString()));
        RuntimeApi.Answer answer = function(example.substring(0, example.indexOf('/')))
                .invoke(sent.getBytes(StandardCharsets.UTF_8));
        assertFalse(answer.failed(), answer::text);
        ObjectNode read = (ObjectNode) JSON.readTree(answer.body());
        if (read.at("/headers/content-type").asText().endsWith("json")) {
            read.set("body", JSON.readTree(read.required("body").asText()));
        }
        ANSWERS.put(example, read);
        return read;
    }

    /** Signatures that bind the time, or a payment id that is made here, cannot stand in a file. */
    private static String signedNow(String example, String text) throws IOException {
        JsonNode signed = expectations.required(example).path("signed");
        if (signed.isMissingNode()) {
            return text;
        }
        ObjectNode event = (ObjectNode) JSON.readTree(text);
        byte[] body = event.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(event.path("body").asText())
                : event.path("body").asText().getBytes(StandardCharsets.UTF_8);
        ObjectNode headers = (ObjectNode) event.required("headers");
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (signed.has("timestamp")) {
            String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
            headers.put(signed.required("timestamp").asText(), timestamp);
            message.writeBytes((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
        }
        message.writeBytes(body);
        headers.put(signed.required("signature").asText(), hmac(signed.required("secret").asText(), message.toByteArray()));
        return event.toString();
    }

    private static String hmac(String secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(message));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static PackagedFunction function(String name) throws IOException {
        PackagedFunction running = FUNCTIONS.get(name);
        if (running == null) {
            Map<String, String> variables = new HashMap<>(environment);
            variables.put(AwsCalls.CALLER, name);
            running = PackagedFunction.start(functionPackage, Packaged.runtime(), name, variables,
                    Packaged.buildDirectory().resolve("packaged").resolve(name + ".log"));
            FUNCTIONS.put(name, running);
        }
        return running;
    }

    private static Optional<String> earlier(String example) {
        return Optional.ofNullable(expectations.required(example).get("after")).map(JsonNode::asText);
    }

    /** Payment ids are random: an example that comes after another names the payment which that one made here. */
    private static String withPaymentOf(Optional<String> earlier, String text) throws IOException {
        if (earlier.isEmpty()) {
            return text;
        }
        String id = answer(earlier.get()).at("/body/id").asText();
        assertTrue(PAYMENT_ID.matcher(id).matches(), () -> earlier.get() + " answered no payment id");
        return PAYMENT_ID.matcher(text).replaceAll(id);
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
