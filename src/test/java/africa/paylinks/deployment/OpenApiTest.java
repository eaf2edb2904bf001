package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.capability.Capability;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.local.template.Route;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");
    private static final String BY_THE_GATEWAY = "429";
    private static final Map<String, Object> API = read();

    @Test
    void describesTheRoutesThatAreDeployed() {
        Set<String> deployed = Routes.of(DeployedFunction.TEMPLATE).all().stream().map(Route::key)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(deployed, operations().keySet());
    }

    @Test
    void requiresAMerchantKeyWhereTheGatewayDoes() {
        Map<String, Map<String, Object>> operations = operations();
        assertEquals(List.of(Map.of("merchantKey", List.of())), API.get("security"));
        for (Route route : Routes.of(DeployedFunction.TEMPLATE).all()) {
            assertEquals(route.authorizer().isEmpty(), operations.get(route.key()).containsKey("security"), route.key());
        }
    }

    @Test
    void listsTheProblemCodesOfTheCode() {
        assertEquals(Arrays.stream(ProblemCode.values()).map(ProblemCode::wireName).toList(),
                schema("ProblemCode").get("enum"));
    }

    @Test
    void showsEveryProblemWithItsStatusAndTitleUnderAResponseOfThatStatus() {
        Set<String> shown = new TreeSet<>();
        operations().forEach((key, operation) -> Template.map(operation.get("responses")).forEach((status, response) ->
                examples(response).forEach((name, problem) -> {
                    ProblemCode code = ProblemCode.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
                    String where = key + " " + status + " " + name;
                    assertEquals(status, String.valueOf(code.status()), where);
                    assertEquals(code.status(), problem.get("status"), where);
                    assertEquals(code.title(), problem.get("title"), where);
                    assertEquals(code.wireName(), problem.get("code"), where);
                    assertEquals("https://paylinks.africa/problems/" + name, problem.get("type"), where);
                    shown.add(name);
                })));
        assertEquals(Arrays.stream(ProblemCode.values()).map(ProblemCode::wireName)
                .collect(Collectors.toCollection(TreeSet::new)), shown);
    }

    @Test
    void everyErrorIsAProblemDocumentButForCustomersAPage() {
        operations().forEach((key, operation) -> Template.map(operation.get("responses")).forEach((status, response) -> {
            if (status.compareTo("400") >= 0 && !status.equals(BY_THE_GATEWAY)) {
                Set<String> types = Template.map(resolve(response).get("content")).keySet();
                assertTrue(types.contains("application/problem+json")
                        || isCustomersPage(key) && types.contains("text/html"), key + " " + status);
            }
        }));
    }

    @Test
    void everyAnswerNamesItsRequestUnlessItIsTheGateways() {
        Set<String> nameless = new TreeSet<>();
        operations().forEach((key, operation) -> Template.map(operation.get("responses")).forEach((status, response) -> {
            Object headers = resolve(response).get("headers");
            if (headers == null || !Template.map(headers).containsKey("X-Request-Id")) {
                nameless.add(status);
            }
        }));
        assertEquals(Set.of(BY_THE_GATEWAY), nameless);
        assertTrue(Template.map(schema("Problem").get("properties")).containsKey("requestId"));
    }

    @Test
    void everyRouteIsThrottledByTheGatewayWhichAnswersInItsOwnWay() {
        // A merchant's own limit is told of beside the gateway's.
        operations().forEach((key, operation) -> assertEquals(Map.of("$ref", "#/components/responses/"
                        + (key.equals("POST /payment-links") ? "CreationLimited" : "TooManyRequests")),
                Template.map(operation.get("responses")).get(BY_THE_GATEWAY), key));
        Map<String, Object> limited = Template.map(resolve(Map.of("$ref", "#/components/responses/CreationLimited")).get("content"));
        assertTrue(limited.keySet().containsAll(Set.of("application/json", "application/problem+json")));
    }

    /** The customer's page and its status do not refuse what a provider adds to the address. */
    @Test
    void operationsWithQueryParametersDocumentStatus400() {
        operations().forEach((key, operation) -> {
            boolean asks = Template.list(operation.get("parameters")).stream()
                    .anyMatch(parameter -> "query".equals(resolve(parameter).get("in")));
            assertTrue(!asks || isCustomersPage(key) || key.equals("GET /pay/{id}/status") || Template.map(operation.get("responses")).containsKey("400"), key);
        });
    }

    private static boolean isCustomersPage(String key) {
        return key.endsWith(" /pay/{id}") || key.contains(" /l/{id}");
    }

    @Test
    void everyOperationIsNamedAndExplainedUnderAKnownTag() {
        Set<Object> tags = Template.list(API.get("tags")).stream().map(tag -> Template.map(tag).get("name")).collect(Collectors.toSet());
        Set<Object> names = new HashSet<>();
        operations().forEach((key, operation) -> {
            assertTrue(names.add(operation.get("operationId")), key);
            assertTrue(tags.containsAll(Template.list(operation.get("tags"))), key);
            assertTrue(String.valueOf(operation.get("summary")).length() > 10, key);
        });
    }

    @Test
    void listsTheStatusesMethodsCapabilitiesAndCausesOfTheCode() {
        assertEquals(Arrays.stream(PaymentStatus.values()).map(Enum::name).toList(), schema("PaymentStatus").get("enum"));
        assertEquals(Arrays.stream(PaymentMethod.values()).map(PaymentMethod::wireName).toList(),
                schema("PaymentMethod").get("enum"));
        assertEquals(Arrays.stream(Capability.values()).map(Capability::wireName).toList(),
                schema("Capability").get("enum"));
        Map<String, Object> cause = Template.map(Template.map(schema("PaymentEvent").get("properties")).get("cause"));
        assertEquals(Arrays.stream(Cause.values()).map(Cause::wireName).toList(), cause.get("enum"));
    }

    private static Map<String, Map<String, Object>> operations() {
        Map<String, Map<String, Object>> operations = new TreeMap<>();
        Template.map(API.get("paths")).forEach((path, item) -> Template.map(item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                operations.put(method.toUpperCase(Locale.ROOT) + " " + path, Template.map(operation));
            }
        }));
        assertFalse(operations.isEmpty());
        return operations;
    }

    private static Map<String, Map<String, Object>> examples(Object response) {
        Map<String, Object> content = Template.map(resolve(response).get("content"));
        Map<String, Map<String, Object>> problems = new TreeMap<>();
        Template.map(Template.map(content.get("application/problem+json")).get("examples")).forEach(
                (name, example) -> problems.put(name, Template.map(Template.map(example).get("value"))));
        return problems;
    }

    private static Map<String, Object> resolve(Object value) {
        Map<String, Object> map = Template.map(value);
        if (!(map.get("$ref") instanceof String reference)) {
            return map;
        }
        Map<String, Object> target = API;
        for (String segment : reference.substring("#/".length()).split("/")) {
            target = Template.map(target.get(segment));
        }
        assertFalse(target.isEmpty(), reference);
        return target;
    }

    private static Map<String, Object> schema(String name) {
        return Template.map(Template.map(Template.map(API.get("components")).get("schemas")).get(name));
    }

    private static Map<String, Object> read() {
        try (InputStream document = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
            return Template.map(new Yaml(new SafeConstructor(new LoaderOptions())).load(document));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
