package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.notification.EndpointCircuit;
import africa.paylinks.notification.EndpointCircuits;
import africa.paylinks.payment.DueItem;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Circuits of endpoints in DynamoDB: one item per endpoint that hangs or has hung. */
@Singleton
public final class DynamoEndpointCircuits implements EndpointCircuits {

    /** Longer than anything can be parked. */
    private static final Duration LIFE = Duration.ofDays(40);

    private final DynamoDbClient client;
    private final String table;

    public DynamoEndpointCircuits(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
    }

    @Override
    public Optional<EndpointCircuit> find(String endpoint) {
        Map<String, AttributeValue> item = Transactions.call(() -> client.getItem(request -> request.tableName(table)
                .key(Keys.circuit(endpoint)).consistentRead(true))).item();
        return item.isEmpty() ? Optional.empty()
                : Optional.of(new EndpointCircuit(endpoint, Item.requiredText(item, "url"), item.get("open").bool(),
                        Item.time(item, "retryAt"), number(item, "version")));
    }

    @Override
    public boolean replace(EndpointCircuit next) {
        Map<String, AttributeValue> item = Item.of(Keys.circuit(next.endpoint()))
                .put("url", text(next.url())).put("open", AttributeValue.fromBool(next.open()))
                .put("retryAt", time(next.retryAt())).put("version", number(next.version()))
                .put(PaymentItem.DUE_SHARD, text(DueKeys.shard(DueItem.OfEndpoint.PROVIDER, next.endpoint())))
                .put(PaymentItem.DUE_AT, time(next.retryAt()))
                .put("ttl", number(next.retryAt().plus(LIFE).getEpochSecond())).attributes();
        return Transactions.attempt(() -> client.putItem(request -> request.tableName(table).item(item)
                .conditionExpression("attribute_not_exists(pk) OR version = :seen")
                .expressionAttributeValues(Map.of(":seen", number(next.version() - 1)))));
    }
}
