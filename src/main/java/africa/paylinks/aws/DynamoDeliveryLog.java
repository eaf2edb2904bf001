package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseLost;
import africa.paylinks.notification.DeliveryAttempt;
import africa.paylinks.notification.DeliveryLog;
import africa.paylinks.notification.OutboxRecord;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent;
import jakarta.inject.Singleton;
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

/** Delivery attempts in DynamoDB, as entries of the payment's history, or beside that of a subscription or transfer. */
@Singleton
public final class DynamoDeliveryLog implements DeliveryLog {

    private static final String SUBSCRIPTION = "sub_";
    private static final String TRANSFER = "trf_";

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final String table;

    public DynamoDeliveryLog(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.table = config.table();
    }

    @Override
    public List<OutboxRecord> events(String paymentId) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", text(Keys.outboxPartition(paymentId)))).build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream()
                .flatMap(item -> OutboxRecord.read(image(item)).stream()).toList());
    }

    @Override
    public Map<String, String> states(String subject) {
        Map<String, AttributeValue> item = Transactions.call(() -> client.getItem(request -> request.tableName(table)
                .key(Keys.progress(subject)))).item();
        return Item.texts(item, "entries");
    }

    @Override
    public Lease record(Lease lease, Map<String, String> entries, DeliveryAttempt attempt) {
        Optional<Transactions.Refusal> refusal = transactions.write(List.of(
                TransactWriteItem.builder().update(DynamoLeaseStore.writing(table, lease, entries)).build(),
                TransactWriteItem.builder().put(Put.builder().tableName(table).item(history(attempt)).build()).build()));
        if (refusal.isPresent()) {
            throw new LeaseLost(lease.subject());
        }
        return lease.with(entries);
    }

    @Override
    public List<DeliveryAttempt> attempts(String paymentId) {
        Map<String, AttributeValue> any = key(new DeliveryAttempt(paymentId, PaymentStatus.PENDING, Instant.EPOCH, "", Map.of()));
        String sort = Item.requiredText(any, Keys.SORT);
        QueryRequest query = QueryRequest.builder().tableName(table).keyConditionExpression("pk = :pk AND begins_with(sk, :prefix)")
                .expressionAttributeValues(Map.of(":pk", any.get(Keys.PARTITION), ":prefix", text(sort.substring(0, sort.indexOf('#') + 1)))).build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream()
                .filter(item -> StatusEvent.Cause.NOTIFICATION.wireName().equals(Item.text(item, "cause").orElse("")))
                .map(item -> new DeliveryAttempt(paymentId, PaymentStatus.valueOf(Item.requiredText(item, "unchanged")), Item.time(item, "at"),
                        Item.requiredText(item, Keys.SORT), Item.texts(item, "detail")))
                .sorted(Comparator.comparing(DeliveryAttempt::at)).toList());
    }

    private static Map<String, AttributeValue> history(DeliveryAttempt attempt) {
        return Item.of(key(attempt))
                .put("at", time(attempt.at()))
                .put("unchanged", text(attempt.status().name()))
                .put("cause", text(StatusEvent.Cause.NOTIFICATION.wireName()))
                .put("detail", texts(attempt.detail())).attributes();
    }

    private static Map<String, AttributeValue> key(DeliveryAttempt attempt) {
        if (attempt.paymentId().startsWith(SUBSCRIPTION)) {
            return Keys.subscriptionDelivery(attempt.paymentId(), attempt.at(), attempt.name());
        }
        return attempt.paymentId().startsWith(TRANSFER) ? Keys.transferDelivery(attempt.paymentId(), attempt.at(), attempt.name())
                : Keys.history(attempt.paymentId(), attempt.at(), attempt.name());
    }

    /** An item in the format of the table's stream. */
    static JsonValue image(Map<String, AttributeValue> item) {
        JsonObject image = Json.object();
        item.forEach((name, value) -> {
            JsonObject attribute = image.putObject(name);
            if (value.hasM()) {
                attribute.put("M", image(value.m()));
            } else if (value.n() != null) {
                attribute.put("N", value.n());
            } else if (value.bool() != null) {
                attribute.put("BOOL", value.bool());
            } else {
                attribute.put("S", value.s());
            }
        });
        return image;
    }
}
