package africa.paylinks.simulation;

import africa.paylinks.simulation.PlainExpressions.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * A table as plain maps, for a million events of the ledger: no JSON and no indexes, and of the expressions only what the ledger uses.
 * The same seeds end the same here and on the embedded table. Each call is atomic.
 */
final class PlainTable {

    private static final String REFUSED = "ConditionalCheckFailed";

    private final Map<String, TreeMap<String, Map<String, AttributeValue>>> partitions = new HashMap<>();

    private PlainTable() {
    }

    /** A client of an empty table. */
    static DynamoDbClient client() {
        PlainTable table = new PlainTable();
        return StoreClient.of((operation, request) -> table.call(request));
    }

    private synchronized Object call(DynamoDbRequest request) {
        if (request instanceof GetItemRequest get) {
            Map<String, AttributeValue> item = item(get.key());
            return item.isEmpty() ? GetItemResponse.builder().build() : GetItemResponse.builder().item(item).build();
        } else if (request instanceof TransactWriteItemsRequest transaction) {
            return write(transaction.transactItems());
        } else if (request instanceof UpdateItemRequest update) {
            Context context = new Context(item(update.key()), update.expressionAttributeNames(), update.expressionAttributeValues());
            if (!PlainExpressions.condition(update.conditionExpression()).holds(context)) {
                throw ConditionalCheckFailedException.builder().message("The conditional request failed").build();
            }
            put(update.key(), PlainExpressions.update(update.updateExpression()).of(context));
            return UpdateItemResponse.builder().build();
        } else if (request instanceof QueryRequest query) {
            return query(query);
        }
        throw new AssertionError("The ledger does not make this call: " + request);
    }

    private Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
        TreeMap<String, Map<String, AttributeValue>> partition = partitions.get(key.get("pk").s());
        return partition == null ? Map.of() : partition.getOrDefault(key.get("sk").s(), Map.of());
    }

    private void put(Map<String, AttributeValue> key, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> whole = item;
        if (!item.containsKey("pk")) {
            whole = new HashMap<>(item);
            whole.put("pk", key.get("pk"));
            whole.put("sk", key.get("sk"));
        }
        partitions.computeIfAbsent(key.get("pk").s(), none -> new TreeMap<>()).put(key.get("sk").s(), whole);
    }

    /** Writes all or nothing. */
    private TransactWriteItemsResponse write(List<TransactWriteItem> items) {
        List<CancellationReason> reasons = new ArrayList<>(items.size());
        boolean isRefused = false;
        for (TransactWriteItem item : items) {
            CancellationReason reason = reason(item);
            isRefused |= REFUSED.equals(reason.code());
            reasons.add(reason);
        }
        if (isRefused) {
            throw TransactionCanceledException.builder().message("Transaction cancelled").cancellationReasons(reasons).build();
        }
        for (TransactWriteItem item : items) {
            if (item.put() != null) {
                put(item.put().item(), item.put().item());
            } else {
                Update update = item.update();
                put(update.key(), PlainExpressions.update(update.updateExpression()).of(
                        new Context(item(update.key()), update.expressionAttributeNames(), update.expressionAttributeValues())));
            }
        }
        return TransactWriteItemsResponse.builder().build();
    }

    private CancellationReason reason(TransactWriteItem item) {
        Put put = item.put();
        Update update = item.update();
        if (put == null && update == null) {
            throw new AssertionError("The ledger does not write this: " + item);
        }
        Map<String, AttributeValue> existing = item(put != null ? put.item() : update.key());
        boolean holds = put != null
                ? PlainExpressions.condition(put.conditionExpression())
                        .holds(new Context(existing, put.expressionAttributeNames(), put.expressionAttributeValues()))
                : PlainExpressions.condition(update.conditionExpression())
                        .holds(new Context(existing, update.expressionAttributeNames(), update.expressionAttributeValues()));
        if (holds) {
            return CancellationReason.builder().code("None").build();
        }
        boolean isReturned = ReturnValuesOnConditionCheckFailure.ALL_OLD == (put != null ? put.returnValuesOnConditionCheckFailure()
                : update.returnValuesOnConditionCheckFailure()) && !existing.isEmpty();
        CancellationReason.Builder reason = CancellationReason.builder().code(REFUSED);
        return (isReturned ? reason.item(existing) : reason).build();
    }

    /** Reads a partition, or a range of it. */
    private QueryResponse query(QueryRequest query) {
        Map<String, AttributeValue> values = query.expressionAttributeValues();
        TreeMap<String, Map<String, AttributeValue>> partition = partitions.getOrDefault(values.get(":pk").s(), new TreeMap<>());
        List<Map<String, AttributeValue>> items = switch (query.keyConditionExpression()) {
            case "pk = :pk" -> List.copyOf(partition.values());
            case "pk = :pk AND sk BETWEEN :first AND :last" ->
                    List.copyOf(partition.subMap(values.get(":first").s(), true, values.get(":last").s(), true).values());
            default -> throw new AssertionError("The ledger does not ask this: " + query);
        };
        return QueryResponse.builder().items(items).build();
    }
}
