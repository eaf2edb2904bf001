package africa.paylinks.simulation;

import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The store with injected faults: each call to the real one takes time, and may be throttled, conflict
 * with another transaction, be lost on its way there or back, or be sent again by the client itself.
 */
final class UnreliableStore {

    private final DynamoDbClient real;
    private final FaultySystem system;

    private UnreliableStore(DynamoDbClient real, FaultySystem system) {
        this.real = real;
        this.system = system;
    }

    /** A client for the product's code in that system. */
    static DynamoDbClient of(DynamoDbClient real, FaultySystem system) {
        UnreliableStore store = new UnreliableStore(real, system);
        return StoreClient.of((operation, request) ->
                system.outside("store: " + operation, () -> describe(request), () -> store.withFaults(operation, request)));
    }

    private Object withFaults(String name, DynamoDbRequest request) {
        FaultRates faultRates = system.faultRates();
        if (faultRates.throttles()) {
            system.note("fault: throttled", () -> name);
            throw ProvisionedThroughputExceededException.builder().message("Simulated: throttled").build();
        }
        if (!isRead(name) && faultRates.conflicts()) {
            system.note("fault: transaction conflict", () -> name);
            throw conflict(request);
        }
        if (faultRates.losesRequest()) {
            system.note("fault: request to store lost", () -> name);
            throw ApiCallTimeoutException.create(8000);
        }
        boolean repeated = !isRead(name) && faultRates.repeats();
        DynamoDbRequest sentRequest = repeated && request instanceof TransactWriteItemsRequest transaction
                ? transaction.toBuilder().clientRequestToken(UUID.randomUUID().toString()).build() : request;
        Object answer = callStore(name, sentRequest);
        written(sentRequest);
        if (faultRates.losesAnswer()) {
            system.note("fault: answer of store lost", () -> name);
            throw ApiCallTimeoutException.create(8000);
        }
        if (repeated) {
            system.note("fault: store asked twice", () -> name);
            system.running().waitFor(system.dice().chance(0.5) ? 0 : system.dice().stretched(10, 8_000));
            return callStore(name, sentRequest);
        }
        return answer;
    }

    private Object callStore(String operation, DynamoDbRequest request) {
        Object answer = StoreClient.call(real, operation, request);
        for (Map<String, AttributeValue> key : writtenKeys(request)) {
            if (key.get("pk").s().startsWith("IDEMPOTENCY#")) {
                system.holders().written(key.get("pk").s(), real.getItem(GetItemRequest.builder().tableName(TestTable.CONFIG.table())
                        .key(key).consistentRead(true).build()).item());
            }
        }
        return answer;
    }

    private static List<Map<String, AttributeValue>> writtenKeys(DynamoDbRequest request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream().map(item -> item.put() != null ? key(item.put().item())
                    : item.update() != null ? item.update().key() : item.delete().key()).toList();
        } else if (request instanceof PutItemRequest put) {
            return List.of(key(put.item()));
        } else if (request instanceof UpdateItemRequest update) {
            return List.of(update.key());
        }
        return request instanceof DeleteItemRequest delete ? List.of(delete.key()) : List.of();
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return Map.of("pk", item.get("pk"), "sk", item.get("sk"));
    }

    private static boolean isRead(String name) {
        return name.startsWith("get") || name.startsWith("query") || name.startsWith("batchGet");
    }

    private static RuntimeException conflict(Object request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            List<CancellationReason> reasons = new ArrayList<>(Collections.nCopies(transaction.transactItems().size(),
                    CancellationReason.builder().code("None").build()));
            reasons.set(0, CancellationReason.builder().code("TransactionConflict").build());
            return TransactionCanceledException.builder().message("Simulated: conflict").cancellationReasons(reasons).build();
        }
        return TransactionConflictException.builder().message("Simulated: conflict").build();
    }

    private void written(Object request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            transaction.transactItems().stream().filter(item -> item.put() != null).forEach(item -> system.put(item.put().item()));
            system.written(transaction);
        } else if (request instanceof PutItemRequest put) {
            system.put(put.item());
        } else if (request instanceof UpdateItemRequest update) {
            system.updated(update);
        } else if (request instanceof GetItemRequest get) {
            system.read(get.key());
        }
    }

    /** An item as the table's stream shows it. */
    static JsonObject image(Map<String, AttributeValue> item) {
        JsonObject image = Json.object();
        item.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(attribute -> image.put(attribute.getKey(), json(attribute.getValue())));
        return image;
    }

    private static JsonValue json(AttributeValue value) {
        if (value.hasM()) {
            return Json.object().put("M", image(value.m()));
        }
        return value.n() != null ? Json.object().put("N", value.n()) : Json.object().put("S", value.s());
    }

    private static String describe(Object request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream().map(item -> item.put() != null
                    ? "put " + item.put().item().get("pk").s() + "/" + item.put().item().get("sk").s()
                    : item.update() != null ? "update " + item.update().key().get("pk").s()
                    : "delete " + item.delete().key().get("pk").s()).collect(Collectors.joining(", "));
        }
        if (request instanceof PutItemRequest put) {
            return put.item().get("pk").s();
        } else if (request instanceof UpdateItemRequest update) {
            return update.key().get("pk").s() + " " + update.updateExpression();
        } else if (request instanceof DeleteItemRequest delete) {
            return delete.key().get("pk").s();
        } else if (request instanceof GetItemRequest get) {
            return get.key().get("pk").s();
        } else if (request instanceof QueryRequest query) {
            return query.indexName() + " " + new TreeMap<>(query.expressionAttributeValues());
        }
        return "";
    }
}
