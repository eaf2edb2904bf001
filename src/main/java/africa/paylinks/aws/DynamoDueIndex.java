package africa.paylinks.aws;

import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** The sparse index of due items: an item is in it while it has {@code dueShard} and {@code dueAt}. */
@Singleton
public final class DynamoDueIndex implements DueIndex {

    private static final String INDEX = "due";
    private static final String UNCHANGED = "dueAt = :seen";
    private static final String FAILING_SINCE = "dueFailingSince";

    private final DynamoDbClient client;
    private final String table;

    public DynamoDueIndex(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
        // The injected proxy creates the client on its first call: do that during the function's start.
        client.serviceName();
    }

    @Override
    public List<DueItem> page(String provider, int shard, Instant until, int limit, Optional<DueItem> after) {
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
    public Optional<DueItem> move(DueItem due, Instant next) {
        AttributeValue at = time(next);
        boolean moved = update(due, "SET dueAt = :next", Map.of(":seen", time(due.at()), ":next", at));
        return moved ? Optional.of(new DueItem(due.provider(), due.subject(), Instant.parse(at.s()))) : Optional.empty();
    }

    @Override
    public void release(DueItem due, Instant next) {
        update(due, "SET dueAt = :next REMOVE dueFailingSince", Map.of(":seen", time(due.at()), ":next", time(next)));
    }

    @Override
    public void settle(DueItem due) {
        update(due, "REMOVE dueShard, dueAt, dueFailingSince", Map.of(":seen", time(due.at())));
    }

    @Override
    public Optional<Instant> failed(DueItem due, Instant now) {
        Map<String, AttributeValue> before = Transactions.call(() -> client.getItem(request -> request.tableName(table)
                .key(DueKeys.of(due)).consistentRead(true).projectionExpression(FAILING_SINCE))).item();
        if (before.containsKey(FAILING_SINCE)) {
            return Optional.of(Item.time(before, FAILING_SINCE));
        }
        boolean recorded = update(due, "SET dueFailingSince = :now", Map.of(":seen", time(due.at()), ":now", time(now)));
        return recorded ? Optional.of(now) : Optional.empty();
    }

    @Override
    public void deadLetter(DueItem due, Instant now) {
        update(due, "SET dueDeadLetteredAt = :now REMOVE dueShard, dueAt, dueFailingSince",
                Map.of(":seen", time(due.at()), ":now", time(now)));
    }

    private boolean update(DueItem due, String expression, Map<String, AttributeValue> values) {
        return Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(DueKeys.of(due))
                .updateExpression(expression).conditionExpression(UNCHANGED).expressionAttributeValues(values)));
    }
}
