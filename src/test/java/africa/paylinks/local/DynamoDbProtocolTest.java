package africa.paylinks.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.TestTable;
import africa.paylinks.local.dynamodb.DynamoDb;
import africa.paylinks.local.dynamodb.DynamoDbError;
import africa.paylinks.local.dynamodb.Faults;
import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the store contract does not cover: the protocol itself, the stream, and injected faults. */
class DynamoDbProtocolTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String DYNAMO_DB = "DynamoDB_20120810.";
    private static final String STREAMS = "DynamoDBStreams_20120810.";

    private final LocalDynamoDb dynamoDb = LocalDynamoDb.start(new ConcurrentHashMap<>(), 0, TestTable.definition("some-table"));

    @AfterEach
    void stop() {
        dynamoDb.close();
    }

    @Test
    void aResponseHasItsChecksumAndItsType() throws Exception {
        HttpResponse<byte[]> answer = call(DYNAMO_DB + "PutItem", put("a"));
        CRC32 checksum = new CRC32();
        checksum.update(answer.body());
        assertEquals(200, answer.statusCode());
        assertEquals(String.valueOf(checksum.getValue()), answer.headers().firstValue("x-amz-crc32").orElseThrow());
        assertEquals("application/x-amz-json-1.0", answer.headers().firstValue("content-type").orElseThrow());
    }

    @Test
    void unknownParametersAreRefusedByName() throws Exception {
        assertRefused("UnknownOperationException", "TransactGetItems", call(DYNAMO_DB + "TransactGetItems", "{}"));
        assertRefused("UnknownOperationException", "GetRecords", call(DYNAMO_DB + "GetRecords", "{}"));
        assertRefused("ValidationException", "Expected", call(DYNAMO_DB + "PutItem", put("a").replaceFirst("\\{", "{\"Expected\":{},")));
        assertRefused("ValidationException", "returnConsumedCapacity", call(DYNAMO_DB + "PutItem",
                put("a").replaceFirst("\\{", "{\"ReturnConsumedCapacity\":\"TOTAL\",")));
        assertRefused("SerializationException", "JSON", call(DYNAMO_DB + "PutItem", "{"));
        assertRefused("SerializationException", "type", call(DYNAMO_DB + "PutItem", put("a").replace("\"S\"", "\"T\"")));
    }

    @Test
    void aBatchReadNamesWholeKeysOfItemsAndNothingElse() throws Exception {
        call(DYNAMO_DB + "PutItem", put("a"));
        JsonNode answer = Json.readObject(call(DYNAMO_DB + "BatchGetItem", batch("{\"pk\":{\"S\":\"p\"},\"sk\":{\"S\":\"none\"}}")).body());
        assertEquals("{\"Responses\":{\"some-table\":[]},\"UnprocessedKeys\":{}}", answer.toString());
        assertRefused("ValidationException", "Keys", call(DYNAMO_DB + "BatchGetItem", batch("")));
        assertRefused("ValidationException", "key element", call(DYNAMO_DB + "BatchGetItem", batch("{\"pk\":{\"S\":\"p\"}}")));
        assertRefused("ValidationException", "AttributesToGet", call(DYNAMO_DB + "BatchGetItem",
                batch("{\"pk\":{\"S\":\"p\"},\"sk\":{\"S\":\"a\"}}").replace("\"Keys\"", "\"AttributesToGet\":[],\"Keys\"")));
    }

    private static String batch(String keys) {
        return "{\"RequestItems\":{\"some-table\":{\"Keys\":[" + keys + "]}}}";
    }

    @Test
    void aFailedConditionHasTheFormThatClientsRead() throws Exception {
        call(DYNAMO_DB + "PutItem", put("a"));
        String again = put("a").replaceFirst("\\{", "{\"ConditionExpression\":\"attribute_not_exists(pk)\",\"ReturnValuesOnConditionCheckFailure\":\"ALL_OLD\",");
        JsonNode refusal = Json.readObject(call(DYNAMO_DB + "PutItem", again).body());
        assertEquals("com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", refusal.get("__type").textValue());
        assertEquals("The conditional request failed", refusal.get("message").textValue());
        assertEquals("a", refusal.get("Item").get("sk").get("S").textValue());
        JsonNode cancelled = Json.readObject(call(DYNAMO_DB + "TransactWriteItems", "{\"TransactItems\":[{\"Put\":" + again + "}]}").body());
        assertEquals("com.amazonaws.dynamodb.v20120810#TransactionCanceledException", cancelled.get("__type").textValue());
        assertTrue(cancelled.get("Message").textValue().endsWith("[ConditionalCheckFailed]"));
        assertEquals("a", cancelled.get("CancellationReasons").get(0).get("Item").get("sk").get("S").textValue());
    }

    @Test
    void theStreamHasEveryChangeOnceInOrder() throws Exception {
        String arn = Json.readObject(call(DYNAMO_DB + "DescribeTable", "{\"TableName\":\"some-table\"}").body()).get("Table").get("LatestStreamArn").textValue();
        call(DYNAMO_DB + "PutItem", put("a"));
        call(DYNAMO_DB + "PutItem", put("a"));
        call(DYNAMO_DB + "PutItem", put("a").replace("{\"pk\"", "{\"x\":{\"N\":\"1\"},\"pk\""));
        call(DYNAMO_DB + "DeleteItem", put("a").replace("Item", "Key"));
        JsonNode shards = Json.readObject(call(STREAMS + "DescribeStream", "{\"StreamArn\":\"" + arn + "\"}").body()).get("StreamDescription").get("Shards");
        assertEquals(1, shards.size());
        ObjectNode request = Json.object().put("StreamArn", arn).put("ShardId", shards.get(0).get("ShardId").textValue());
        JsonNode first = records(request.deepCopy().put("ShardIteratorType", "TRIM_HORIZON"), 2);
        JsonNode rest = Json.readObject(call(STREAMS + "GetRecords", "{\"ShardIterator\":\"" + first.get("NextShardIterator").textValue() + "\"}").body());
        assertEquals(List.of("INSERT", "MODIFY"), names(first));
        assertEquals("1", first.get("Records").get(1).get("dynamodb").get("NewImage").get("x").get("N").textValue());
        assertEquals(List.of("REMOVE"), names(rest));
        assertFalse(rest.get("Records").get(0).get("dynamodb").has("NewImage"));
        String sequence = first.get("Records").get(0).get("dynamodb").get("SequenceNumber").textValue();
        assertEquals(List.of("MODIFY", "REMOVE"), names(records(request.deepCopy().put("ShardIteratorType", "AFTER_SEQUENCE_NUMBER").put("SequenceNumber", sequence), 9)));
        assertEquals(List.of(), names(records(request.deepCopy().put("ShardIteratorType", "LATEST"), 9)));
    }

    @Test
    void faultsAffectTheRequestedNumberOfCalls() throws Exception {
        control("{\"operation\":\"PutItem\",\"fault\":\"throttle\"}");
        dynamoDb.faults().next("PutItem", Faults.Fault.CONFLICT, 1);
        dynamoDb.faults().next("TransactWriteItems", Faults.Fault.CONFLICT, 1);
        assertRefused("ProvisionedThroughputExceededException", "throughput", call(DYNAMO_DB + "PutItem", put("a")));
        assertRefused("TransactionConflictException", "ongoing", call(DYNAMO_DB + "PutItem", put("a")));
        JsonNode cancelled = Json.readObject(call(DYNAMO_DB + "TransactWriteItems", "{\"TransactItems\":[{\"Put\":" + put("a") + "}]}").body());
        assertEquals("TransactionConflict", cancelled.get("CancellationReasons").get(0).get("Code").textValue());
        assertEquals(200, call(DYNAMO_DB + "PutItem", put("b")).statusCode());
        control("{\"operation\":\"PutItem\",\"fault\":\"lose-answer\"}");
        assertThrows(IOException.class, () -> call(DYNAMO_DB + "PutItem", put("c")));
        control("{\"operation\":\"DeleteItem\",\"fault\":\"fail\"}");
        assertEquals(500, call(DYNAMO_DB + "DeleteItem", put("c").replace("Item", "Key")).statusCode());
        assertEquals(2, dynamoDb.tables().call("Scan", Json.object().put("TableName", "some-table")).get("Count").intValue());
    }

    @Test
    void aHangingCallIsNotExecutedAndEndsWhenTheFaultsAreCleared() throws Exception {
        dynamoDb.faults().next("PutItem", Faults.Fault.HANG, 1);
        CompletableFuture<HttpResponse<byte[]>> hanging = HTTP.sendAsync(request(DYNAMO_DB + "PutItem", put("a")), HttpResponse.BodyHandlers.ofByteArray());
        while (dynamoDb.faults().left("PutItem") > 0) {
            Thread.sleep(5);
        }
        assertEquals(200, call(DYNAMO_DB + "PutItem", put("b")).statusCode());
        assertFalse(hanging.isDone());
        dynamoDb.faults().clear();
        assertThrows(ExecutionException.class, () -> hanging.get(30, TimeUnit.SECONDS));
        assertEquals(1, dynamoDb.tables().call("Scan", Json.object().put("TableName", "some-table")).get("Count").intValue());
    }

    @Test
    void aDelayedIndexShowsAWriteAfterOtherCalls() {
        DynamoDb tables = dynamoDb.tables();
        tables.delayIndexes(1);
        ObjectNode query = Json.object().put("TableName", "some-table").put("IndexName", "due").put("KeyConditionExpression", "dueShard = :p");
        query.putObject("ExpressionAttributeValues").putObject(":p").put("S", "p");
        ObjectNode put = Json.object().put("TableName", "some-table");
        ObjectNode item = put.putObject("Item");
        List.of("pk", "sk", "dueShard", "dueAt").forEach(name -> item.putObject(name).put("S", "p"));
        tables.call("PutItem", put);
        assertEquals(0, tables.call("Query", query).get("Count").intValue());
        assertEquals(1, tables.call("Query", query).get("Count").intValue());
    }

    @Test
    void aTokenExpiresAfterTenMinutes() {
        AdjustableClock clock = new AdjustableClock(Instant.EPOCH);
        DynamoDb tables = new DynamoDb(clock);
        tables.call("CreateTable", TestTable.definition("some-table").create());
        ObjectNode first = Json.stored("{\"ClientRequestToken\":\"t\",\"TransactItems\":[{\"Put\":" + put("a") + "}]}");
        ObjectNode other = Json.stored("{\"ClientRequestToken\":\"t\",\"TransactItems\":[{\"Put\":" + put("b") + "}]}");
        tables.call("TransactWriteItems", first);
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        assertEquals("IdempotentParameterMismatchException",
                assertThrows(DynamoDbError.class, () -> tables.call("TransactWriteItems", other)).name());
        clock.advance(Duration.ofMillis(1));
        tables.call("TransactWriteItems", other);
    }

    private JsonNode records(ObjectNode request, int limit) throws IOException, InterruptedException {
        String iterator = Json.readObject(call(STREAMS + "GetShardIterator", request.toString()).body()).get("ShardIterator").textValue();
        return Json.readObject(call(STREAMS + "GetRecords", Json.object().put("ShardIterator", iterator).put("Limit", limit).toString()).body());
    }

    private static List<String> names(JsonNode answer) {
        return answer.get("Records").valueStream().map(record -> record.get("eventName").textValue()).toList();
    }

    private static String put(String sort) {
        return "{\"TableName\":\"some-table\",\"Item\":{\"pk\":{\"S\":\"p\"},\"sk\":{\"S\":\"" + sort + "\"}}}";
    }

    private static void assertRefused(String error, String message, HttpResponse<byte[]> answer) throws IOException {
        JsonNode body = Json.readObject(answer.body());
        assertEquals(400, answer.statusCode());
        assertTrue(body.get("__type").textValue().endsWith("#" + error), body::toString);
        assertTrue(body.get("message").textValue().contains(message), body::toString);
    }

    private void control(String request) throws IOException, InterruptedException {
        assertEquals(204, HTTP.send(HttpRequest.newBuilder(endpoint().resolve("/_control/dynamodb"))
                .POST(HttpRequest.BodyPublishers.ofString(request)).build(), HttpResponse.BodyHandlers.discarding()).statusCode());
    }

    private HttpResponse<byte[]> call(String target, String body) throws IOException, InterruptedException {
        return HTTP.send(request(target, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String target, String body) {
        return HttpRequest.newBuilder(endpoint()).header("X-Amz-Target", target).header("Authorization", "any")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private URI endpoint() {
        return URI.create("http://localhost:" + dynamoDb.port() + "/");
    }
}
