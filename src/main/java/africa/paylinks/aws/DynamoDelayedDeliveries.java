package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.notification.DelayedDeliveries;
import africa.paylinks.payment.DueItem;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Delayed deliveries in DynamoDB: items of the index of what is due that are nothing but their keys. */
@Singleton
public final class DynamoDelayedDeliveries implements DelayedDeliveries {

    /** Longer than the outbox remembers what there is to deliver. */
    private static final Duration LIFE = Duration.ofDays(32);

    private final DynamoDbClient client;
    private final String table;

    public DynamoDelayedDeliveries(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
    }

    @Override
    public void delay(DueItem.OfNotification delivery, Instant until) {
        put(delivery, DueItem.OfNotification.PROVIDER, until);
    }

    @Override
    public void park(DueItem.OfNotification delivery, Instant since) {
        put(delivery, DueItem.OfNotification.parkedFor(delivery.endpoint()), since);
    }

    private void put(DueItem.OfNotification delivery, String waitsFor, Instant at) {
        Map<String, AttributeValue> item = Item.of(Keys.notification(delivery))
                .put(PaymentItem.DUE_SHARD, text(DueKeys.shard(waitsFor, delivery.paymentId())))
                .put(PaymentItem.DUE_AT, time(at))
                .put("ttl", number(at.plus(LIFE).getEpochSecond())).attributes();
        Transactions.run(() -> client.putItem(request -> request.tableName(table).item(item)));
    }
}
