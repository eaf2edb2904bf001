package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.provider.ReportedTransactions;
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

/** The transactions that browsers reported, in DynamoDB: beside their payment. */
@Singleton
public final class DynamoReportedTransactions implements ReportedTransactions {

    private static final Duration LIFE = Duration.ofDays(60);
    private static final Duration FIRST_QUESTION = Duration.ofSeconds(30);
    private static final String NAMED_AT = "namedAt";
    private static final String TRANSACTION = "transactionId";
    private static final String ANSWER = "answer";
    private static final String UNKNOWN = Answer.UNKNOWN.name();
    private static final String UNDECIDED = Answer.UNDECIDED.name();

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final String table;

    public DynamoReportedTransactions(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.table = config.table();
    }

    @Override
    public void note(String provider, String paymentId, String transactionId, Instant at) {
        List<Map<String, AttributeValue>> kept = all(paymentId);
        if (kept.stream().anyMatch(item -> transactionId.equals(Item.requiredText(item, TRANSACTION)))) {
            return;
        }
        // Those who report at the same moment may exceed the number for as long as it takes until the next reports.
        List<Map<String, AttributeValue>> open = kept.stream().filter(DynamoReportedTransactions::isOpen).toList();
        if (open.size() >= MOST_OPEN && !makesRoom(paymentId, open)) {
            return;
        }
        transactions.write(List.of(attempt(provider, paymentId, transactionId, at), counted(provider, paymentId)));
    }

    /** Drops the oldest that the provider does not know, else the oldest that it was not asked about. */
    private boolean makesRoom(String paymentId, List<Map<String, AttributeValue>> open) {
        Optional<Map<String, AttributeValue>> oldest = open.stream().filter(item -> !UNDECIDED.equals(answer(item)))
                .min(Comparator.comparing((Map<String, AttributeValue> item) -> !UNKNOWN.equals(answer(item)))
                        .thenComparing(item -> Item.time(item, NAMED_AT)));
        return oldest.filter(item -> Transactions.attempt(() -> client.deleteItem(request -> request.tableName(table)
                .key(Keys.attempt(paymentId, Item.requiredText(item, TRANSACTION)))
                .conditionExpression("attribute_not_exists(answer) OR answer <> :undecided")
                .expressionAttributeValues(Map.of(":undecided", text(UNDECIDED)))))).isPresent();
    }

    private TransactWriteItem attempt(String provider, String paymentId, String transactionId, Instant at) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(Item.of(Keys.attempt(paymentId, transactionId))
                        .put(TRANSACTION, text(transactionId))
                        .put("provider", text(provider))
                        .put(NAMED_AT, time(at))
                        .put(PaymentItem.DUE_SHARD, text(DueKeys.shard(provider, paymentId)))
                        .put(PaymentItem.DUE_AT, time(at.plus(FIRST_QUESTION)))
                        .put("ttl", number(at.plus(LIFE).getEpochSecond())).attributes())
                .conditionExpression("attribute_not_exists(pk)").build()).build();
    }

    /** A paid payment keeps reports of other transactions than the one that paid it: that is money as well. */
    private TransactWriteItem counted(String provider, String paymentId) {
        return TransactWriteItem.builder().update(Update.builder().tableName(table)
                .key(Keys.payment(paymentId))
                .updateExpression("ADD namedAttempts :one")
                .conditionExpression("provider = :provider")
                .expressionAttributeValues(Map.of(":one", number(1), ":provider", text(provider))).build()).build();
    }

    @Override
    public List<Open> open(String paymentId) {
        return all(paymentId).stream().filter(DynamoReportedTransactions::isOpen)
                .sorted(Comparator.comparing((Map<String, AttributeValue> item) -> Item.time(item, NAMED_AT)).reversed())
                .map(item -> new Open(Item.requiredText(item, TRANSACTION), Item.time(item, NAMED_AT), text(item, ANSWER).map(Answer::valueOf)))
                .toList();
    }

    private List<Map<String, AttributeValue>> all(String paymentId) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :attempts)")
                .expressionAttributeValues(Map.of(":pk", Keys.payment(paymentId).get(Keys.PARTITION),
                        ":attempts", text(Keys.ATTEMPT_PREFIX)))
                .build();
        return Transactions.call(() -> client.query(query)).items();
    }

    private static boolean isOpen(Map<String, AttributeValue> item) {
        return item.containsKey(PaymentItem.DUE_AT);
    }

    private static String answer(Map<String, AttributeValue> item) {
        return text(item, ANSWER).orElse("");
    }

    @Override
    public void answered(String paymentId, String transactionId, Answer answer) {
        // Nothing is changed of one that is not kept, or whose outcome is known.
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table)
                .key(Keys.attempt(paymentId, transactionId))
                .updateExpression("SET answer = :answer" + (answer == Answer.OUTCOME ? " REMOVE dueShard, dueAt" : ""))
                .conditionExpression("attribute_exists(dueAt)")
                .expressionAttributeValues(Map.of(":answer", text(answer.name())))));
    }
}
