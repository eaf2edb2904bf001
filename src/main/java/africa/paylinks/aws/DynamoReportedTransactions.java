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

/** Reported transactions in DynamoDB, stored next to their payment. */
@Singleton
public final class DynamoReportedTransactions implements ReportedTransactions {

    private static final Duration LIFE = Duration.ofDays(60);
    private static final Duration FIRST_CHECK = Duration.ofSeconds(30);
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
        List<Map<String, AttributeValue>> stored = all(paymentId);
        if (stored.stream().anyMatch(item -> transactionId.equals(Item.requiredText(item, TRANSACTION)))) {
            return;
        }
        // Concurrent reports may exceed the limit until the next report.
        List<Map<String, AttributeValue>> open = stored.stream().filter(DynamoReportedTransactions::isOpen).toList();
        if (open.size() >= MAX_OPEN && !makesRoom(paymentId, open)) {
            return;
        }
        transactions.write(List.of(reported(provider, paymentId, transactionId, Optional.of("attribute_not_exists(pk)"), at),
                countReport(provider, paymentId)));
    }

    @Override
    public void follow(String provider, String paymentId, String debit, Instant at) {
        transactions.write(List.of(reported(provider, paymentId, debit, Optional.empty(), at), countReport(provider, paymentId)));
    }

    /** Drops the oldest one that the provider does not know, otherwise the oldest one that it was not asked about. */
    private boolean makesRoom(String paymentId, List<Map<String, AttributeValue>> open) {
        Optional<Map<String, AttributeValue>> oldest = open.stream().filter(item -> !UNDECIDED.equals(answer(item)))
                .min(Comparator.comparing((Map<String, AttributeValue> item) -> !UNKNOWN.equals(answer(item)))
                        .thenComparing(item -> Item.time(item, NAMED_AT)));
        return oldest.filter(item -> Transactions.attempt(() -> client.deleteItem(request -> request.tableName(table)
                .key(Keys.attempt(paymentId, Item.requiredText(item, TRANSACTION)))
                .conditionExpression("attribute_not_exists(answer) OR answer <> :undecided")
                .expressionAttributeValues(Map.of(":undecided", text(UNDECIDED)))))).isPresent();
    }

    private TransactWriteItem reported(String provider, String paymentId, String transactionId, Optional<String> condition, Instant at) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(Item.of(Keys.attempt(paymentId, transactionId))
                        .put(TRANSACTION, text(transactionId))
                        .put("provider", text(provider))
                        .put(NAMED_AT, time(at))
                        .put(PaymentItem.DUE_SHARD, text(DueKeys.shard(provider, paymentId)))
                        .put(PaymentItem.DUE_AT, time(at.plus(FIRST_CHECK)))
                        .put("ttl", number(at.plus(LIFE).getEpochSecond())).attributes())
                .conditionExpression(condition.orElse(null)).build()).build();
    }

    /** Reports for a paid payment are stored too, because another transaction may have moved more money. */
    private TransactWriteItem countReport(String provider, String paymentId) {
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
        // Has no effect on a transaction that is not stored, or whose outcome is known.
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table)
                .key(Keys.attempt(paymentId, transactionId))
                .updateExpression("SET answer = :answer" + (answer == Answer.OUTCOME ? " REMOVE dueShard, dueAt" : ""))
                .conditionExpression("attribute_exists(dueAt)")
                .expressionAttributeValues(Map.of(":answer", text(answer.name())))));
    }
}
