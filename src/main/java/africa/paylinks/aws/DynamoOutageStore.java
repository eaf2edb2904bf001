package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;

import africa.paylinks.provider.Outage;
import africa.paylinks.provider.OutageStore;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Circuit breaker states in DynamoDB: one item per provider. */
@Singleton
public final class DynamoOutageStore implements OutageStore {

    private static final String PAUSED_UNTIL = "quietUntil";

    private final DynamoDbClient client;
    private final String table;

    public DynamoOutageStore(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
    }

    @Override
    public Outage find(String provider) {
        Map<String, AttributeValue> item = Transactions.call(() -> client.getItem(request -> request.tableName(table)
                .key(Keys.outage(provider)).consistentRead(true))).item();
        return item.isEmpty() ? Outage.none(provider)
                : new Outage(provider, (int) number(item, "failures"), (int) number(item, "pauses"),
                        Optional.of(item).filter(any -> any.containsKey(PAUSED_UNTIL)).map(any -> Item.time(any, PAUSED_UNTIL)),
                        number(item, "version"));
    }

    @Override
    public boolean replace(Outage expected, Outage next) {
        Map<String, AttributeValue> item = Item.of(Keys.outage(next.provider()))
                .put("failures", number(next.failures())).put("pauses", number(next.pauses()))
                .put(PAUSED_UNTIL, next.pausedUntil().map(Item::time)).put("version", number(next.version())).attributes();
        return Transactions.attempt(() -> client.putItem(request -> request.tableName(table).item(item)
                .conditionExpression("attribute_not_exists(pk) OR version = :seen")
                .expressionAttributeValues(Map.of(":seen", number(expected.version())))));
    }
}
