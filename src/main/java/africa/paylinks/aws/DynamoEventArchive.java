package africa.paylinks.aws;

import africa.paylinks.notification.EventArchive;
import africa.paylinks.notification.OutboxRecord;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The outbox in DynamoDB by time: the index has the keys of events, and the table their content. */
@Singleton
public final class DynamoEventArchive implements EventArchive {

    private final DynamoDbClient client;
    private final String table;
    private final DailyIndex byDay;

    public DynamoEventArchive(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
        this.byDay = new DailyIndex(client, table, DynamoEventArchive::id);
    }

    @Override
    public List<Found> between(Instant from, Instant to, int limit, Optional<Place> after) {
        return byDay.between(DailyIndex.EVENTS, from, to, limit,
                        after.map(place -> new MergedQuery.Place(Item.time(place.at()).s(), place.id()))).stream()
                .map(this::found).toList();
    }

    /** An expired event may be missing in the table while it is still in the index. */
    private Found found(Map<String, AttributeValue> named) {
        Map<String, AttributeValue> key = Map.of(Keys.PARTITION, named.get(Keys.PARTITION), Keys.SORT, named.get(Keys.SORT));
        Map<String, AttributeValue> item = Transactions.call(() ->
                client.getItem(request -> request.tableName(table).key(key).consistentRead(true))).item();
        return new Found(OutboxRecord.read(DynamoDeliveryLog.image(item)), new Place(Item.time(named, DailyIndex.AT), id(named)));
    }

    private static String id(Map<String, AttributeValue> item) {
        return Item.requiredText(item, Keys.PARTITION) + "/" + Item.requiredText(item, Keys.SORT);
    }
}
