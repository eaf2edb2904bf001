package africa.paylinks.simulation;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The table without one of the conditions that the product's writes have, to see whether anybody would miss it. */
final class WeakenedTable {

    private static final String ALWAYS = "(attribute_exists(pk) OR attribute_not_exists(pk))";

    private final String kind;
    private final String condition;

    private WeakenedTable(String kind, String condition) {
        this.kind = kind;
        this.condition = condition;
    }

    /**
     * A client of a model without that condition.
     *
     * @param kind      how the partitions begin of which it is taken out
     * @param condition as the product writes it
     */
    static DynamoDbClient without(String kind, String condition) {
        WeakenedTable weakened = new WeakenedTable(kind, condition);
        DynamoDbClient model = StoreClient.model();
        return StoreClient.of((operation, request) -> StoreClient.call(model, operation, weakened.weaken(request)));
    }

    private DynamoDbRequest weaken(DynamoDbRequest request) {
        if (request instanceof PutItemRequest put && isMeant(put.item().get("pk").s())) {
            return put.toBuilder().conditionExpression(weaken(put.conditionExpression())).build();
        } else if (request instanceof UpdateItemRequest update && isMeant(update.key().get("pk").s())) {
            return update.toBuilder().conditionExpression(weaken(update.conditionExpression())).build();
        } else if (request instanceof TransactWriteItemsRequest transaction) {
            List<TransactWriteItem> items = transaction.transactItems().stream().map(this::weaken).toList();
            return transaction.toBuilder().transactItems(items).build();
        }
        return request;
    }

    private TransactWriteItem weaken(TransactWriteItem item) {
        if (item.put() != null && isMeant(item.put().item().get("pk").s())) {
            return item.toBuilder().put(item.put().toBuilder()
                    .conditionExpression(weaken(item.put().conditionExpression())).build()).build();
        } else if (item.update() != null && isMeant(item.update().key().get("pk").s())) {
            return item.toBuilder().update(item.update().toBuilder()
                    .conditionExpression(weaken(item.update().conditionExpression())).build()).build();
        }
        return item;
    }

    private boolean isMeant(String partition) {
        return partition.startsWith(kind);
    }

    private String weaken(String written) {
        return Optional.ofNullable(written).map(text -> text.replace(condition, ALWAYS)).orElse(null);
    }
}
