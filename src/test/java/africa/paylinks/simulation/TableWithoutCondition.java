package africa.paylinks.simulation;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The table without one of the conditions that the product's writes have, to see whether anybody would miss it. */
final class TableWithoutCondition {

    /** Always so; the condition itself stays in it, as names and values that nothing refers to would be refused. */
    private static final String ALWAYS = "(attribute_exists(pk) OR attribute_not_exists(pk) OR %s)";

    private final List<String[]> kinds;
    private final String write;
    private final String condition;
    private final String within;

    private TableWithoutCondition(String kinds, String write, String condition, String within) {
        this.kinds = Stream.of(kinds.split(" [+] ")).map(kind -> kind.split("/", 2)).toList();
        this.write = write;
        this.condition = condition;
        this.within = within;
    }

    /**
     * A client of the table without that condition.
     *
     * @param kinds     how the partitions begin of which it is taken out, with {@code /} how the sort keys begin; several are separated by
     *                  {@code +}
     * @param write     how the updates begin of which it is taken out, {@code put} or {@code delete}; empty for all writes
     * @param condition as the product writes it
     */
    static DynamoDbClient without(String kinds, String write, String condition) {
        return without(kinds, write, condition, "");
    }

    /** @param within a part of the whole condition, of the writes of which it is taken out */
    static DynamoDbClient without(String kinds, String write, String condition, String within) {
        TableWithoutCondition weakened = new TableWithoutCondition(kinds, write, condition, within);
        DynamoDbClient table = StoreClient.inProcess();
        return StoreClient.of((operation, request) -> StoreClient.call(table, operation, weakened.weaken(request)));
    }

    private DynamoDbRequest weaken(DynamoDbRequest request) {
        if (request instanceof PutItemRequest put) {
            return put.toBuilder().conditionExpression(weaken(put.item(), "put", put.conditionExpression())).build();
        } else if (request instanceof UpdateItemRequest update) {
            return update.toBuilder().conditionExpression(
                    weaken(update.key(), update.updateExpression(), update.conditionExpression())).build();
        } else if (request instanceof TransactWriteItemsRequest transaction) {
            List<TransactWriteItem> items = transaction.transactItems().stream().map(this::weaken).toList();
            return transaction.toBuilder().transactItems(items).build();
        }
        return request;
    }

    private TransactWriteItem weaken(TransactWriteItem item) {
        TransactWriteItem.Builder weaker = item.toBuilder();
        if (item.put() != null) {
            weaker.put(item.put().toBuilder().conditionExpression(
                    weaken(item.put().item(), "put", item.put().conditionExpression())).build());
        } else if (item.update() != null) {
            weaker.update(item.update().toBuilder().conditionExpression(
                    weaken(item.update().key(), item.update().updateExpression(), item.update().conditionExpression())).build());
        } else {
            weaker.delete(item.delete().toBuilder().conditionExpression(
                    weaken(item.delete().key(), "delete", item.delete().conditionExpression())).build());
        }
        return weaker.build();
    }

    private String weaken(Map<String, AttributeValue> key, String written, String writeCondition) {
        return writeCondition == null || kinds.stream().noneMatch(kind -> isOf(kind, key)) || !written.startsWith(write)
                || !writeCondition.contains(within)
                ? writeCondition : writeCondition.replace(condition, ALWAYS.formatted(condition));
    }

    private static boolean isOf(String[] kind, Map<String, AttributeValue> key) {
        return key.get("pk").s().startsWith(kind[0]) && (kind.length == 1 || key.get("sk").s().startsWith(kind[1]));
    }
}
