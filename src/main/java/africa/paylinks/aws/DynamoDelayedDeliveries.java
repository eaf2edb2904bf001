package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.notification.DelayedDeliveries;
import africa.paylinks.payment.Due;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Delayed deliveries in DynamoDB: items of the index of what is due that are nothing but their keys. */
@Singleton
public final class DynamoDelayedDeliveries implements DelayedDeliveries {

    private static final Duration LIFE_AFTERWARDS = Duration.ofDays(14);

    private final DynamoDbClient client;
    private final String table;

    public DynamoDelayedDeliveries(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
    }

    @Override
    public void delay(Due.OfNotification delivery, Instant until) {
        Map<String, AttributeValue> item = Item.of(Keys.notification(delivery))
                .put(PaymentItem.DUE_SHARD, text(DueKeys.shard(Due.OfNotification.PROVIDER, delivery.paymentId())))
                .put(PaymentItem.DUE_AT, time(until))
                .put("ttl", number(until.plus(LIFE_AFTERWARDS).getEpochSecond())).attributes();
        Transactions.run(() -> client.putItem(request -> request.tableName(table).item(item)));
    }
}
