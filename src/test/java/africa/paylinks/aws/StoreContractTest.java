package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * What the stores rely on, rule by rule of DynamoDB's documentation.
 *
 * <p>It runs against the embedded table, or against any other implementation that {@code -Dpaylinks.dynamodb} points to. Where that one is known to
 * differ from the documentation, {@code -Dpaylinks.dynamodb.differences} names the list of the cases, each of which then has to differ.
 */
class StoreContractTest {

    private static final Map<String, String> DIFFERENCES = KnownDifferences.ofThisRun();

    static Stream<ContractCase> conditions() {
        return ContractCase.of("conditions");
    }

    static Stream<ContractCase> updates() {
        return ContractCase.of("updates");
    }

    static Stream<ContractCase> items() {
        return ContractCase.of("items");
    }

    static Stream<ContractCase> calls() {
        return ContractCase.of("calls");
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void aConditionOfAWriteAndAFilterOfAQuery(ContractCase of) {
        check(of, () -> {
            JsonNode expected = of.content().get("is");
            ObjectNode item = item(of, of.content().get("item"));
            expect(new Outcome("", Optional.empty()), call("PutItem", request().set("Item", item)));
            ObjectNode write = expressions(of, request(), "");
            write.put("ConditionExpression", of.content().get("condition").textValue()).set("Item", item);
            ObjectNode query = expressions(of, request(), ":partition").put("ConsistentRead", true).put("KeyConditionExpression", "pk = :partition")
                    .put("FilterExpression", of.content().get("condition").textValue());
            ((ObjectNode) query.get("ExpressionAttributeValues")).set(":partition", Json.object().put("S", of.partition()));
            Outcome written = call("PutItem", write);
            Outcome found = call("Query", query);
            if (expected.isTextual()) {
                expectRefusal(expected.textValue(), written);
                expectRefusal(expected.textValue(), found);
            } else {
                expect(new Outcome(expected.booleanValue() ? "" : "ConditionalCheckFailedException", Optional.empty()), written);
                assertEquals(expected.booleanValue() ? 1 : 0, found.answer().orElseThrow(() -> new AssertionError(found)).get("Count").intValue(), of.rule());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("updates")
    void anUpdate(ContractCase of) {
        check(of, () -> {
            if (of.content().has("item")) {
                expect(new Outcome("", Optional.empty()), call("PutItem", request().set("Item", item(of, of.content().get("item")))));
            }
            ObjectNode update = expressions(of, request(), "").put("UpdateExpression", of.content().get("update").textValue());
            Outcome outcome = call("UpdateItem", update.set("Key", item(of, Json.object())));
            JsonNode expected = of.content().get("after");
            if (expected.isTextual()) {
                expectRefusal(expected.textValue(), outcome);
                assertEquals(Optional.ofNullable(of.content().get("item")).map(item -> canonical(item(of, item))), stored(of));
            } else {
                expect(new Outcome("", Optional.empty()), outcome);
                assertEquals(Optional.of(canonical(item(of, expected))), stored(of), of.rule());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("items")
    void anItem(ContractCase of) {
        check(of, () -> {
            ObjectNode item = item(of, Json.object());
            Outcome outcome = call("PutItem", request().set("Item", item.set("a", of.content().get("value"))));
            JsonNode expected = of.content().get("stored");
            if (expected.isTextual()) {
                expectRefusal(expected.textValue(), outcome);
                assertEquals(Optional.empty(), stored(of));
            } else {
                expect(new Outcome("", Optional.empty()), outcome);
                assertEquals(Optional.of(canonical(expected)), stored(of).map(stored -> stored.get("a")), of.rule());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("calls")
    void calls(ContractCase of) {
        check(of, () -> {
            of.content().path("setup").forEach(item ->
                    expect(new Outcome("", Optional.empty()), call("PutItem", request().set("Item", ((ObjectNode) item.deepCopy()).set("pk", text(of.partition()))))));
            TestTable.settle();
            for (JsonNode step : of.content().get("calls")) {
                String operation = step.fieldNames().next();
                Outcome outcome = call(operation, (ObjectNode) step.get(operation));
                String error = step.path("error").asText("");
                expect(new Outcome(error, Optional.empty()), outcome);
                if (step.has("says")) {
                    expectMessage(step.get("says").textValue(), outcome);
                }
                ObjectNode answer = outcome.answer().orElseGet(Json::object);
                step.path("answer").properties().forEach(entry -> assertEquals(canonical(entry.getValue()), canonical(answer.get(entry.getKey())), of.rule()));
                step.path("absent").forEach(name -> assertTrue(!answer.has(name.textValue()) || answer.get(name.textValue()).isEmpty(), () -> of.rule() + ": " + answer));
                if (step.has("keys")) {
                    assertEquals(texts(step.get("keys")), answer.get("Items").valueStream().map(item -> item.get("sk").get("S").textValue()).toList(), of.rule());
                }
                if (step.has("item")) {
                    assertEquals(canonical(step.get("item")), canonical(answer.get("Item")), of.rule());
                }
                if (step.has("reasons")) {
                    assertEquals(texts(step.get("reasons")), answer.get("CancellationReasons").valueStream().map(reason -> reason.get("Code").asText()).toList(), of.rule());
                }
                if (step.has("items")) {
                    assertEquals(step.get("items").valueStream().map(StoreContractTest::canonical).toList(), answer.get("CancellationReasons").valueStream()
                            .map(reason -> reason.path("Item").isEmpty() ? canonical(null) : canonical(reason.get("Item"))).toList(), of.rule());
                }
            }
        });
    }

    @Test
    void everyListedDifferenceIsOneOfTheCases() {
        Set<String> known = new HashSet<>();
        Stream.of(conditions(), updates(), items(), calls()).flatMap(cases -> cases).forEach(of -> assertTrue(known.add(of.id()), "Twice: " + of.id()));
        Set<String> unknown = new HashSet<>(DIFFERENCES.keySet());
        unknown.removeAll(known);
        assertEquals(Set.of(), unknown);
    }

    /** Runs a case, which has to go wrong if it is one that this implementation is known to differ in. */
    private static void check(ContractCase of, Runnable test) {
        if (!DIFFERENCES.containsKey(of.id())) {
            test.run();
            return;
        }
        try {
            test.run();
        } catch (AssertionError | RuntimeException differs) {
            return;
        }
        fail("No difference any more, take it out of the list: " + of.id());
    }

    /** What a call came to: the name of an error, empty when there was none, and the answer. */
    private record Outcome(String error, Optional<ObjectNode> answer, String message) {

        Outcome(String error, Optional<ObjectNode> answer) {
            this(error, answer, "");
        }
    }

    private static void expect(Outcome expected, Outcome found) {
        assertEquals(expected.error(), found.error(), found.message());
    }

    private static void expectRefusal(String expectedMessage, Outcome outcome) {
        assertEquals("ValidationException", outcome.error(), outcome.message());
        expectMessage(expectedMessage, outcome);
    }

    /** Messages are not a part of the contract: only our own have to name what is wrong. */
    private static void expectMessage(String expectedMessage, Outcome outcome) {
        if (TestTable.ENDPOINT.isEmpty()) {
            assertTrue(outcome.message().contains(expectedMessage), () -> "'" + expectedMessage + "' expected in: " + outcome.message());
        }
    }

    private static Outcome call(String operation, ObjectNode request) {
        try {
            SdkPojo answer = switch (operation) {
                case "PutItem" -> TestTable.overHttp().putItem(SdkJson.fill(PutItemRequest.builder(), request).build());
                case "GetItem" -> TestTable.overHttp().getItem(SdkJson.fill(GetItemRequest.builder(), request).build());
                case "UpdateItem" -> TestTable.overHttp().updateItem(SdkJson.fill(UpdateItemRequest.builder(), request).build());
                case "DeleteItem" -> TestTable.overHttp().deleteItem(SdkJson.fill(DeleteItemRequest.builder(), request).build());
                case "Query" -> TestTable.overHttp().query(SdkJson.fill(QueryRequest.builder(), request).build());
                case "TransactWriteItems" -> TestTable.overHttp().transactWriteItems(SdkJson.fill(TransactWriteItemsRequest.builder(), request).build());
                default -> throw new IllegalArgumentException(operation);
            };
            return new Outcome("", Optional.of(SdkJson.of(answer)));
        } catch (DynamoDbException refused) {
            return new Outcome(refused.awsErrorDetails().errorCode(), Optional.of(SdkJson.of(refused)), String.valueOf(refused.awsErrorDetails().errorMessage()));
        }
    }

    private static ObjectNode request() {
        return Json.object().put("TableName", TestTable.CONFIG.table());
    }

    private static ObjectNode expressions(ContractCase of, ObjectNode request, String more) {
        if (of.content().has("names")) {
            request.set("ExpressionAttributeNames", of.content().get("names"));
        }
        if (of.content().has("values") || !more.isEmpty()) {
            request.set("ExpressionAttributeValues", of.content().has("values") ? of.content().get("values").deepCopy() : Json.object());
        }
        return request;
    }

    private static ObjectNode text(String text) {
        return Json.object().put("S", text);
    }

    private static ObjectNode item(ContractCase of, JsonNode attributes) {
        ObjectNode item = attributes.deepCopy();
        item.set("pk", text(of.partition()));
        return item.set("sk", text("s"));
    }

    private static Optional<JsonNode> stored(ContractCase of) {
        Map<String, AttributeValue> item = TestTable.overHttp().getItem(request -> request.tableName(TestTable.CONFIG.table()).consistentRead(true)
                .key(Map.of("pk", AttributeValue.fromS(of.partition()), "sk", AttributeValue.fromS("s")))).item();
        return Optional.of(item).filter(found -> !found.isEmpty())
                .map(found -> canonical(SdkJson.of(GetItemRequest.builder().key(found).build()).get("Key")));
    }

    /** Sets have no order. */
    private static JsonNode canonical(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode canonical = Json.object();
            object.properties().forEach(entry -> canonical.set(entry.getKey(), Set.of("SS", "NS", "BS").contains(entry.getKey()) && entry.getValue().isArray()
                    ? Json.tree(texts(entry.getValue()).stream().sorted().toList()) : canonical(entry.getValue())));
            return canonical;
        } else if (value != null && value.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            value.forEach(element -> elements.add(canonical(element)));
            return Json.tree(elements);
        }
        return value == null ? Json.tree(null) : value;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }
}
