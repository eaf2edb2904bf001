package africa.paylinks.aws;

import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;
import static africa.paylinks.aws.PersonalText.ERASED;

import africa.paylinks.erasure.PersonalDataStore.Audit;
import africa.paylinks.idempotency.IdempotencyKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The reads and writes that all erasures share. Each change returns how many items it changed, and can be repeated. */
final class ErasureWrites {

    /** When an item's personal data was erased. */
    static final String ERASED_AT = WebhookItem.ERASED_AT;

    private static final String DETAIL = "detail";
    private static final String FAILURE = "failure";
    private static final String ANSWER = "answerBody";

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final String table;

    ErasureWrites(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.table = config.table();
    }

    List<Map<String, AttributeValue>> partition(String partition) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true).keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", text(partition))).build();
        return all(query);
    }

    List<Map<String, AttributeValue>> index(String index, String partitionKey, String partition) {
        return all(QueryRequest.builder().tableName(table).indexName(index).keyConditionExpression("#key = :key")
                .expressionAttributeNames(Map.of("#key", partitionKey)).expressionAttributeValues(Map.of(":key", text(partition))).build());
    }

    private List<Map<String, AttributeValue>> all(QueryRequest query) {
        return Transactions.call(() -> client.queryPaginator(query).items().stream().toList());
    }

    Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table).key(key).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item());
    }

    /** The item of a partition with this key. */
    static Map<String, AttributeValue> member(List<Map<String, AttributeValue>> partition, Map<String, AttributeValue> key) {
        return partition.stream().filter(item -> keyOf(item).equals(key)).findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no item " + key));
    }

    static boolean isKind(Map<String, AttributeValue> item, String prefix) {
        return requiredText(item, Keys.SORT).startsWith(prefix);
    }

    static Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
        return Map.of(Keys.PARTITION, item.get(Keys.PARTITION), Keys.SORT, item.get(Keys.SORT));
    }

    /** Erases what a history entry repeats. */
    int changeDetail(Map<String, AttributeValue> item, PersonalText personal) {
        if (!item.containsKey(DETAIL)) {
            return 0;
        }
        Map<String, String> detail = texts(item, DETAIL);
        Map<String, String> after = new HashMap<>(detail);
        after.replaceAll((name, value) -> name.equals("message") || personal.isIn(value) ? ERASED : value);
        return after.equals(detail) ? 0 : set(item, DETAIL, texts(after));
    }

    /** A failure's message comes from a provider, which may repeat what it was told of the customer. */
    int changeFailure(Map<String, AttributeValue> item) {
        return hasMessage(item) ? write(item, "SET #field.message = :value", FAILURE, Map.of(":value", text(ERASED))) : 0;
    }

    static boolean hasMessage(Map<String, AttributeValue> item) {
        return item.containsKey(FAILURE) && !requiredText(item.get(FAILURE).m(), "message").equals(ERASED);
    }

    int remove(Map<String, AttributeValue> item, String field) {
        return item.containsKey(field) ? write(item, "REMOVE #field", field, Map.of()) : 0;
    }

    int set(Map<String, AttributeValue> item, String field, AttributeValue value) {
        return write(item, "SET #field = :value", field, Map.of(":value", value));
    }

    private int write(Map<String, AttributeValue> item, String expression, String field, Map<String, AttributeValue> values) {
        return update(item, expression, Map.of("#field", field), values);
    }

    /** Replaces a field, unless it changed since it was read. */
    int replace(Map<String, AttributeValue> item, String field, AttributeValue value) {
        if (value.equals(item.get(field))) {
            return 0;
        }
        boolean changed = Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(keyOf(item))
                .updateExpression("SET #field = :value").conditionExpression("#field = :seen")
                .expressionAttributeNames(Map.of("#field", field))
                .expressionAttributeValues(Map.of(":value", value, ":seen", item.get(field)))));
        return changed ? 1 : 0;
    }

    private int update(Map<String, AttributeValue> item, String expression, Map<String, String> names, Map<String, AttributeValue> values) {
        boolean changed = Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(keyOf(item))
                .updateExpression(expression)
                // Events expire; an expired one must not come back.
                .conditionExpression("attribute_exists(pk)")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values.isEmpty() ? null : values)));
        return changed ? 1 : 0;
    }

    /** Erases a JSON text. */
    int changeText(Map<String, AttributeValue> item, String field, UnaryOperator<String> erased) {
        return replace(item, field, text(erased.apply(requiredText(item, field))));
    }

    /** Erases the stored answer of an idempotency key, if there is one. */
    int changeAnswer(IdempotencyKey key, UnaryOperator<String> erased) {
        return item(Keys.idempotency(key)).filter(item -> item.containsKey(ANSWER)).map(item -> changeText(item, ANSWER, erased)).orElse(0);
    }

    /** The last change of an erasure, with its audit trail; false when the item changed since it was read. */
    boolean end(Update.Builder update, Map<String, AttributeValue> auditTrail) {
        return transactions.write(List.of(TransactWriteItem.builder().update(update.tableName(table).build()).build(),
                TransactWriteItem.builder().put(Put.builder().tableName(table).item(auditTrail).build()).build())).isEmpty();
    }

    /** The audit trail of what has no history for it. */
    static Map<String, AttributeValue> auditTrail(Map<String, AttributeValue> of, Audit audit) {
        return Item.of(Keys.erasure(of.get(Keys.PARTITION), audit.at())).put("at", time(audit.at()))
                .put(DETAIL, texts(Map.of("by", audit.by(), "reason", audit.reason()))).attributes();
    }

    /** A single update of an item. */
    boolean update(Update update) {
        return Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(update.key())
                .updateExpression(update.updateExpression()).conditionExpression(update.conditionExpression())
                .expressionAttributeNames(update.expressionAttributeNames()).expressionAttributeValues(update.expressionAttributeValues())));
    }
}
