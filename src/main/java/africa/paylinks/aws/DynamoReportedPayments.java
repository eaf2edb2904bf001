package africa.paylinks.aws;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.report.ReportedPayments;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Payments and their refunds in DynamoDB, a hundred payments per call. */
@Singleton
public final class DynamoReportedPayments implements ReportedPayments {

    private static final int ATTEMPTS = 8;

    private final DynamoDbClient client;
    private final String table;

    public DynamoReportedPayments(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
    }

    @Override
    public List<Payment> find(List<String> ids) {
        List<Payment> found = new ArrayList<>();
        Map<String, KeysAndAttributes> open = Map.of(table,
                KeysAndAttributes.builder().keys(ids.stream().map(Keys::payment).toList()).consistentRead(true).build());
        for (int attempt = 1; !open.isEmpty(); attempt++) {
            if (attempt > ATTEMPTS) {
                throw new StoreUnavailable("The table was busy in " + ATTEMPTS + " attempts", null);
            } else if (attempt > 1) {
                Transactions.pause(attempt);
            }
            Map<String, KeysAndAttributes> request = open;
            BatchGetItemResponse response = Transactions.call(() -> client.batchGetItem(batch -> batch.requestItems(request)));
            response.responses().getOrDefault(table, List.of()).forEach(item -> found.add(PaymentItem.read(item)));
            // A busy table answers a part only.
            open = response.unprocessedKeys();
        }
        return found;
    }

    @Override
    public List<Refund> refunds(String paymentId) {
        Map<String, AttributeValue> prefix = Keys.refund(paymentId, "");
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :refunds)")
                .expressionAttributeValues(Map.of(":pk", prefix.get(Keys.PARTITION), ":refunds", prefix.get(Keys.SORT)))
                .build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream().map(RefundItem::read).toList());
    }
}
