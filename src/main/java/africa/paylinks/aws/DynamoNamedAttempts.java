package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.NamedAttempts;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The attempts that customers named, in DynamoDB: beside their payment, which counts them. */
@Singleton
public final class DynamoNamedAttempts implements NamedAttempts {

    private static final Duration LIFE = Duration.ofDays(60);
    private static final Duration FIRST_QUESTION = Duration.ofSeconds(30);
    private static final String NAMED_AT = "namedAt";

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final String table;

    public DynamoNamedAttempts(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.table = config.table();
    }

    @Override
    public void note(String provider, String paymentId, String transactionId, Instant at) {
        // Whoever reloads the page names the same attempt again: that is refused, and all is well.
        transactions.write(List.of(attempt(provider, paymentId, transactionId, at), counted(provider, paymentId)));
    }

    private TransactWriteItem attempt(String provider, String paymentId, String transactionId, Instant at) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(Item.of(Keys.attempt(paymentId, transactionId))
                        .put("transactionId", text(transactionId))
                        .put("provider", text(provider))
                        .put(NAMED_AT, time(at))
                        .put(PaymentItem.DUE_SHARD, text(DueKeys.shard(provider, paymentId)))
                        .put(PaymentItem.DUE_AT, time(at.plus(FIRST_QUESTION)))
                        .put("ttl", number(at.plus(LIFE).getEpochSecond())).attributes())
                .conditionExpression("attribute_not_exists(pk)").build()).build();
    }

    private TransactWriteItem counted(String provider, String paymentId) {
        return TransactWriteItem.builder().update(Update.builder().tableName(table)
                .key(Keys.payment(paymentId))
                .updateExpression("ADD namedAttempts :one")
                .conditionExpression("provider = :provider AND #rank < :completed"
                        + " AND (attribute_not_exists(namedAttempts) OR namedAttempts < :most)")
                .expressionAttributeNames(Map.of("#rank", "rank"))
                .expressionAttributeValues(Map.of(":one", number(1), ":provider", text(provider), ":most", number(MOST),
                        ":completed", number(PaymentStatus.COMPLETED.rank()))).build()).build();
    }

    @Override
    public Optional<String> lastUnanswered(String paymentId) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :attempts)")
                .filterExpression("attribute_exists(dueAt)")
                .expressionAttributeValues(Map.of(":pk", Keys.payment(paymentId).get(Keys.PARTITION),
                        ":attempts", text(Keys.ATTEMPT_PREFIX)))
                .build();
        return Transactions.call(() -> client.query(query)).items().stream()
                .max(Comparator.comparing((Map<String, AttributeValue> item) -> Item.time(item, NAMED_AT)))
                .map(item -> Item.requiredText(item, "transactionId"));
    }

    @Override
    public Optional<Instant> unansweredSince(String paymentId, String transactionId) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table)
                        .key(Keys.attempt(paymentId, transactionId)).consistentRead(true))).item())
                .filter(item -> item.containsKey(PaymentItem.DUE_AT)).map(item -> Item.time(item, NAMED_AT));
    }

    @Override
    public void answered(String paymentId, String transactionId) {
        // Nothing is changed of one that is unknown, or answered already.
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table)
                .key(Keys.attempt(paymentId, transactionId))
                .updateExpression("REMOVE dueShard, dueAt")
                .conditionExpression("attribute_exists(dueAt)")));
    }
}
