package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Implements the protocol of DynamoDB and of its streams: one POST, the operation in {@code X-Amz-Target}, JSON 1.0.
 *
 * <p>It accepts any credentials. {@code POST /_control/dynamodb} injects faults into the next calls, and {@code DELETE} removes them.
 */
final class DynamoDbApi implements RequestHandler {

    private static final Pattern TARGET = Pattern.compile("(DynamoDB|DynamoDBStreams)_20120810\\.(\\w+)");
    private static final Set<String> STREAM_OPERATIONS = Set.of("DescribeStream", "GetShardIterator", "GetRecords");
    private static final Set<String> WRITES = Set.of("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems");
    private static final String CONTROL = "/_control/dynamodb";

    private final DynamoDb dynamoDb;
    private final Faults faults;

    DynamoDbApi(DynamoDb dynamoDb, Faults faults) {
        this.dynamoDb = dynamoDb;
        this.faults = faults;
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws Exception {
        if (call.path().equals(CONTROL)) {
            return control(call);
        }
        try {
            Matcher target = TARGET.matcher(call.header("x-amz-target").orElse(""));
            if (!target.matches() || target.group(1).equals("DynamoDBStreams") != STREAM_OPERATIONS.contains(target.group(2))) {
                throw new DynamoDbError(400, "com.amazon.coral.service#UnknownOperationException",
                        "The embedded table does not know the operation " + call.header("x-amz-target").orElse("without X-Amz-Target"));
            } else if (call.header("authorization").isEmpty()) {
                throw new DynamoDbError(400, "com.amazon.coral.service#MissingAuthenticationTokenException", "Request is missing Authentication Token");
            }
            String operation = target.group(2);
            ObjectNode request = read(call);
            Optional<Faults.Fault> fault = faults.take(operation);
            if (fault.isPresent() && fault.get() != Faults.Fault.LOSE_ANSWER) {
                return fault(fault.get(), operation, request);
            }
            ObjectNode answer = dynamoDb.call(operation, request);
            return fault.isPresent() ? LocalResponse.dropped() : reply(200, answer);
        } catch (DynamoDbError refused) {
            return reply(refused.status(), refused.body());
        }
    }

    private static ObjectNode read(LocalRequest call) {
        try {
            return Json.readObject(call.body());
        } catch (IOException e) {
            throw Values.serialization("The body is not one JSON object");
        }
    }

    private LocalResponse fault(Faults.Fault fault, String operation, ObjectNode request) throws InterruptedException {
        switch (fault) {
            case THROTTLE:
                throw operation.equals("TransactWriteItems")
                        ? cancelled(request, "ThrottlingError", "Throughput exceeds the current capacity of your table or index")
                        : DynamoDbError.of("ProvisionedThroughputExceededException", "The level of configured provisioned throughput for the table was exceeded");
            case CONFLICT:
                if (!WRITES.contains(operation)) {
                    throw DynamoDbError.validation("The embedded table knows conflicts of writes only, not of " + operation);
                }
                throw operation.equals("TransactWriteItems")
                        ? cancelled(request, "TransactionConflict", "Transaction is ongoing for the item")
                        : DynamoDbError.of("TransactionConflictException", "Transaction is ongoing for the item");
            case FAIL:
                throw new DynamoDbError(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", "The request processing has failed");
            case HANG:
                faults.hang();
                return LocalResponse.dropped();
            default:
                return LocalResponse.dropped();
        }
    }

    private static DynamoDbError cancelled(ObjectNode request, String code, String message) {
        List<Optional<ObjectNode>> reasons = new ArrayList<>();
        request.path("TransactItems").forEach(item ->
                reasons.add(reasons.isEmpty() ? Optional.of(Json.object().put("Code", code).put("Message", message)) : Optional.empty()));
        return Transactions.cancelled(reasons);
    }

    private LocalResponse control(LocalRequest call) throws IOException {
        if (call.method().equals("DELETE")) {
            faults.clear();
            dynamoDb.delayIndexes(0);
            return LocalResponse.empty(204);
        } else if (!call.method().equals("POST")) {
            return LocalResponse.problem(405, "Method not allowed", "method-not-allowed", "POST or DELETE");
        }
        ObjectNode command = Json.readObject(call.body());
        if (command.has("indexDelay")) {
            dynamoDb.delayIndexes(command.get("indexDelay").intValue());
        }
        if (command.has("fault")) {
            faults.next(command.path("operation").asText(), Faults.Fault.valueOf(command.get("fault").asText().toUpperCase(Locale.ROOT).replace('-', '_')),
                    command.path("times").asInt(1));
        }
        return LocalResponse.empty(204);
    }

    private static LocalResponse reply(int status, ObjectNode body) {
        byte[] bytes = Json.bytes(body);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return LocalResponse.of(status, "application/x-amz-json-1.0", bytes).with("x-amzn-RequestId", UUID.randomUUID().toString())
                .with("x-amz-crc32", String.valueOf(checksum.getValue()));
    }
}
