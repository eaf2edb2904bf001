package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Route;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExampleEventsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EVENTS = Template.find(Path.of("")).resolveSibling("events");
    private static final Map<String, JsonNode> BY_NAME = read();
    private static final JsonNode EXPECTED = parse(EVENTS.resolve("expected.json"));

    @Test
    void everyFunctionHasExamples() {
        Set<String> withExamples = BY_NAME.keySet().stream().map(name -> name.substring(0, name.indexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(CompiledFunctions.names(), withExamples);
    }

    @Test
    void everyExampleSaysWhatToExpect() {
        Set<String> expected = new TreeSet<>();
        EXPECTED.fieldNames().forEachRemaining(expected::add);
        assertEquals(BY_NAME.keySet(), expected);
        EXPECTED.properties().forEach(entry -> {
            JsonNode answer = entry.getValue();
            assertTrue(answer.path("statusCode").isInt() && answer.path("body").isObject()
                    || answer.path("isAuthorized").isBoolean() || answer.path("batchItemFailures").isArray()
                    || answer.path("errorType").isTextual()
                    || isCalledDirectly(entry.getKey()) && !answer.isEmpty(), entry.getKey());
            if (answer.has("after")) {
                assertTrue(BY_NAME.containsKey(answer.path("after").asText()), entry.getKey());
            }
        });
    }

    @Test
    void everyKindOfFunctionHasAnExampleThatEndsInAnException() {
        Set<String> kinds = new TreeSet<>();
        Set<String> shown = new TreeSet<>();
        DeployedFunction.all().forEach(function -> {
            Set<String> callers = callers(function);
            kinds.addAll(callers);
            if (EXPECTED.properties().stream().anyMatch(example -> example.getKey().startsWith(function.export() + "/")
                    && example.getValue().has("errorType"))) {
                shown.addAll(callers);
            }
        });
        assertEquals(kinds, shown);
    }

    @Test
    void everyRouteHasAnExample() {
        Set<String> shown = BY_NAME.entrySet().stream().filter(example -> !isCalledDirectly(example.getKey()))
                .map(Map.Entry::getValue).filter(event -> !event.has("type") && !event.has("Records"))
                .map(event -> event.path("routeKey").asText()).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Routes.of(DeployedFunction.TEMPLATE).all().stream().map(Route::key)
                .collect(Collectors.toCollection(TreeSet::new)), shown);
    }

    @Test
    void everyExampleComesByARouteOfItsFunction() {
        Routes routes = Routes.of(DeployedFunction.TEMPLATE);
        BY_NAME.forEach((name, event) -> {
            if (event.has("Records") || isCalledDirectly(name)) {
                return;
            }
            JsonNode context = event.path("requestContext");
            assertEquals("2.0", event.path("version").asText(), name);
            assertEquals(event.path("routeKey"), context.path("routeKey"), name);
            assertEquals(event.path("rawPath"), context.path("http").path("path"), name);
            Optional<Routes.Match> match = routes.match(context.path("http").path("method").asText(),
                    event.path("rawPath").asText());
            assertEquals(Optional.of(event.path("routeKey").asText()), match.map(found -> found.route().key()), name);
            if (event.has("type")) {
                assertEquals("authorize-merchant", name.substring(0, name.indexOf('/')));
                return;
            }
            assertEquals(name.substring(0, name.indexOf('/')), match.orElseThrow().route().function(), name);
            assertEquals(JSON.valueToTree(match.orElseThrow().parameters()),
                    event.has("pathParameters") ? event.path("pathParameters") : JSON.createObjectNode(), name);
        });
    }

    @Test
    void everyBatchComesFromASourceOfItsFunction() {
        Map<String, String> sources = Map.of("SQS", "aws:sqs", "DynamoDB", "aws:dynamodb");
        for (DeployedFunction function : DeployedFunction.all()) {
            Set<String> types = Template.map(function.properties().get("Events")).values().stream()
                    .map(event -> sources.getOrDefault(String.valueOf(Template.map(event).get("Type")), ""))
                    .collect(Collectors.toSet());
            BY_NAME.forEach((name, event) -> {
                if (name.startsWith(function.export() + "/") && event.has("Records")) {
                    event.path("Records").forEach(record -> assertTrue(types.contains(record.path("eventSource").asText()), name));
                }
            });
        }
    }

    @Test
    void headersAreNamedAsTheGatewayNamesThem() {
        BY_NAME.forEach((name, event) -> event.path("headers").fieldNames().forEachRemaining(
                header -> assertEquals(header.toLowerCase(java.util.Locale.ROOT), header, name)));
    }

    /** Who calls a function: a kind of event source, API Gateway for an authorization, or somebody by hand or by schedule. */
    private static Set<String> callers(DeployedFunction function) {
        Set<String> types = Template.map(function.properties().get("Events")).values().stream()
                .map(event -> String.valueOf(Template.map(event).get("Type"))).filter(type -> !type.equals("Schedule"))
                .collect(Collectors.toCollection(TreeSet::new));
        if (types.isEmpty()) {
            types.add(function.export().startsWith("authorize-") ? "authorizer" : "direct");
        }
        return types;
    }

    /** Whether the function is called by a schedule or by hand, with what it alone knows and not with an event of the API. */
    private static boolean isCalledDirectly(String example) {
        DeployedFunction function = DeployedFunction.all().stream()
                .filter(deployed -> example.startsWith(deployed.export() + "/")).findFirst().orElseThrow();
        return !function.export().equals("authorize-merchant") && Template.map(function.properties().get("Events")).values().stream()
                .allMatch(event -> "Schedule".equals(Template.map(event).get("Type")));
    }

    private static Map<String, JsonNode> read() {
        try (Stream<Path> files = Files.walk(EVENTS, 2)) {
            Map<String, JsonNode> events = new TreeMap<>();
            files.filter(file -> file.toString().endsWith(".json") && !file.getParent().equals(EVENTS)).forEach(
                    file -> events.put(file.getParent().getFileName() + "/"
                            + file.getFileName().toString().replace(".json", ""), parse(file)));
            assertFalse(events.isEmpty());
            return events;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode parse(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
