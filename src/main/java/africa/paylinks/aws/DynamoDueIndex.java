package africa.paylinks.aws;

import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.Due;
import africa.paylinks.payment.DueIndex;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** The sparse index of what is due: an item is in it as long as it carries {@code dueShard} and {@code dueAt}. */
@Singleton
public final class DynamoDueIndex implements DueIndex {

    private static final String INDEX = "due";
    private static final String STILL = "dueAt = :seen";

    private final DynamoDbClient client;
    private final String table;

    public DynamoDueIndex(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
        // What is injected builds the client when it is first called: here, while the function starts.
        client.serviceName();
    }

    @Override
    public List<Due> page(String provider, int shard, Instant until, int limit, Optional<Due> after) {
        QueryRequest.Builder query = QueryRequest.builder().tableName(table).indexName(INDEX)
                .keyConditionExpression("dueShard = :shard AND dueAt <= :until")
                .expressionAttributeValues(Map.of(":shard", Item.text(DueKeys.shard(provider, shard)), ":until", time(until)))
                .limit(limit);
        after.ifPresent(last -> query.exclusiveStartKey(Item.of(DueKeys.of(last))
                .put(PaymentItem.DUE_SHARD, Item.text(DueKeys.shard(last)))
                .put(PaymentItem.DUE_AT, time(last.at())).attributes()));
        QueryRequest request = query.build();
        return Transactions.call(() -> client.query(request)).items().stream()
                .map(item -> DueKeys.read(provider, item)).toList();
    }

    @Override
    public Optional<Due> move(Due due, Instant next) {
        AttributeValue at = time(next);
        boolean moved = update(due, "SET dueAt = :next", Map.of(":seen", time(due.at()), ":next", at));
        return moved ? Optional.of(new Due(due.provider(), due.subject(), Instant.parse(at.s()))) : Optional.empty();
    }

    @Override
    public void settle(Due due) {
        update(due, "REMOVE dueShard, dueAt", Map.of(":seen", time(due.at())));
    }

    private boolean update(Due due, String expression, Map<String, AttributeValue> values) {
        return Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(DueKeys.of(due))
                .updateExpression(expression).conditionExpression(STILL).expressionAttributeValues(values)));
    }
}
