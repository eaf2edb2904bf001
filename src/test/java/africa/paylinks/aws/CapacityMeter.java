package africa.paylinks.aws;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Counts calls and the request units that DynamoDB charges for them on demand, by its published rules: a write unit for each KB
 * of the larger of the item before and after, two in a transaction, and those of each index that shows the change; a read unit
 * for each 4 KB, half of it if the read is not consistent.
 */
public final class CapacityMeter implements ExecutionInterceptor {

    private static final int WRITE_UNIT = 1024;
    private static final int READ_UNIT = 4096;

    private final DynamoDbClient plain = TestTable.client(TestTable.address());
    private final List<GlobalSecondaryIndex> indexes = SdkJson.fill(CreateTableRequest.builder(), TestTable.definition("any").create()).build()
            .globalSecondaryIndexes();
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Map<Write, Map<String, AttributeValue>> before = new HashMap<>();
    private int writeUnits;
    private int halfReadUnits;

    /** A client whose calls are counted. */
    public DynamoDbClient client() {
        return TestTable.client(TestTable.address(), this);
    }

    /** What an action costs. */
    public Usage of(Runnable action) {
        calls.clear();
        writeUnits = 0;
        halfReadUnits = 0;
        action.run();
        return new Usage(Map.copyOf(calls), writeUnits, halfReadUnits / 2.0);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String operation = context.request().getClass().getSimpleName().replace("Request", "");
        calls.merge(operation, 1, Integer::sum);
        before.clear();
        writes(context.request()).forEach(write -> before.put(write, item(write)));
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        before.forEach((write, old) -> writeUnits += units(write, old, item(write)));
        if (context.response() instanceof GetItemResponse got) {
            halfReadUnits += units(size(got.item()), READ_UNIT) * (isConsistent(((GetItemRequest) context.request()).consistentRead()) ? 2 : 1);
        } else if (context.response() instanceof QueryResponse found) {
            int size = found.items().stream().mapToInt(CapacityMeter::size).sum();
            halfReadUnits += units(size, READ_UNIT) * (isConsistent(((QueryRequest) context.request()).consistentRead()) ? 2 : 1);
        }
    }

    private static boolean isConsistent(Boolean consistent) {
        return Boolean.TRUE.equals(consistent);
    }

    private Map<String, AttributeValue> item(Write write) {
        return plain.getItem(request -> request.tableName(write.table).key(write.key).consistentRead(true)).item();
    }

    private static List<Write> writes(SdkRequest request) {
        if (request instanceof PutItemRequest put) {
            return List.of(new Write(put.tableName(), key(put.item()), false));
        } else if (request instanceof UpdateItemRequest update) {
            return List.of(new Write(update.tableName(), update.key(), false));
        } else if (request instanceof DeleteItemRequest delete) {
            return List.of(new Write(delete.tableName(), delete.key(), false));
        } else if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream().map(CapacityMeter::write).toList();
        }
        return List.of();
    }

    private static Write write(TransactWriteItem item) {
        if (item.put() != null) {
            return new Write(item.put().tableName(), key(item.put().item()), true);
        } else if (item.update() != null) {
            return new Write(item.update().tableName(), item.update().key(), true);
        } else if (item.delete() != null) {
            return new Write(item.delete().tableName(), item.delete().key(), true);
        }
        return new Write(item.conditionCheck().tableName(), item.conditionCheck().key(), true);
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return Map.of("pk", item.get("pk"), "sk", item.get("sk"));
    }

    private int units(Write write, Map<String, AttributeValue> old, Map<String, AttributeValue> now) {
        int base = units(Math.max(size(old), size(now)), WRITE_UNIT) * (write.inTransaction ? 2 : 1);
        return base + indexes.stream().mapToInt(index -> units(index, projected(index, old), projected(index, now))).sum();
    }

    private static int units(GlobalSecondaryIndex index, Optional<Map<String, AttributeValue>> old, Optional<Map<String, AttributeValue>> now) {
        if (old.equals(now)) {
            return 0;
        }
        boolean isMoved = old.isPresent() && now.isPresent()
                && index.keySchema().stream().anyMatch(key -> !old.get().get(key.attributeName()).equals(now.get().get(key.attributeName())));
        Stream<Integer> sizes = Stream.of(old, now).flatMap(Optional::stream).map(CapacityMeter::size);
        return isMoved ? sizes.mapToInt(size -> units(size, WRITE_UNIT)).sum()
                : units(sizes.mapToInt(size -> size).max().orElseThrow(), WRITE_UNIT);
    }

    private static Optional<Map<String, AttributeValue>> projected(GlobalSecondaryIndex index, Map<String, AttributeValue> item) {
        List<String> keys = new ArrayList<>(index.keySchema().stream().map(KeySchemaElement::attributeName).toList());
        if (!item.keySet().containsAll(keys)) {
            return Optional.empty();
        }
        Map<String, AttributeValue> shown = new HashMap<>(item);
        if (index.projection().projectionType() == ProjectionType.KEYS_ONLY) {
            keys.addAll(List.of("pk", "sk"));
            shown.keySet().retainAll(keys);
        }
        return Optional.of(shown);
    }

    private static int units(int size, int unit) {
        return Math.max(1, (size + unit - 1) / unit);
    }

    private static int size(Map<String, AttributeValue> item) {
        return item.entrySet().stream().mapToInt(entry -> bytes(entry.getKey()) + size(entry.getValue())).sum();
    }

    private static int size(AttributeValue value) {
        if (value.hasM()) {
            return 3 + value.m().entrySet().stream().mapToInt(entry -> 1 + bytes(entry.getKey()) + size(entry.getValue())).sum();
        } else if (value.hasL()) {
            return 3 + value.l().stream().mapToInt(entry -> 1 + size(entry)).sum();
        } else if (value.b() != null) {
            return value.b().asByteArrayUnsafe().length;
        }
        return value.s() != null ? bytes(value.s()) : value.n() != null ? value.n().length() / 2 + 2 : 1;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private record Write(String table, Map<String, AttributeValue> key, boolean inTransaction) {
    }

    /**
     * Calls by operation, and the units they take.
     *
     * @param readUnits in halves
     */
    public record Usage(Map<String, Integer> calls, int writeUnits, double readUnits) {
    }
}
