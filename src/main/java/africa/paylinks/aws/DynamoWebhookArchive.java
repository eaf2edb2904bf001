package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.aws.MergedQuery.Place;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookArchive;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Stored webhooks in DynamoDB, found by key, payment and day of arrival. */
@Singleton
public final class DynamoWebhookArchive implements WebhookArchive {

    private static final String BY_PAYMENT = "by-provider-reference";

    private final DynamoDbClient client;
    private final String table;
    private final DailyIndex byDay;

    public DynamoWebhookArchive(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
        this.byDay = new DailyIndex(client, table, item -> name(item).key());
    }

    @Override
    public Optional<Entry> find(Name name) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table)
                        .key(Keys.webhook(name.provider(), name.key())).consistentRead(true))))
                // One whose personal data was erased cannot be applied again.
                .filter(response -> response.hasItem() && response.item().containsKey(WebhookItem.BODY))
                .map(response -> entry(name, response.item()));
    }

    private static Entry entry(Name name, Map<String, AttributeValue> item) {
        return new Entry(new StoredWebhook(name.provider(), name.key(), Item.requiredText(item, "reference"),
                item.get("body").b().asByteArray(), Item.texts(item, "headers"), Item.time(item, WebhookItem.RECEIVED_AT)),
                InboxState.valueOf(Item.requiredText(item, WebhookItem.STATE)));
    }

    @Override
    public List<Name> ofPayment(String paymentId) {
        QueryRequest query = QueryRequest.builder().tableName(table).indexName(BY_PAYMENT)
                .keyConditionExpression("providerKey = :payment")
                .expressionAttributeValues(Map.of(":payment", text(WebhookItem.ofPayment(paymentId)))).build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream().map(DynamoWebhookArchive::name).toList());
    }

    @Override
    public List<Arrival> between(String provider, Instant from, Instant to, int limit, Optional<Arrival> after) {
        return byDay.between(provider, from, to, limit,
                        after.map(last -> new Place(time(last.receivedAt()).s(), last.name().key()))).stream()
                .map(item -> new Arrival(name(item), Item.time(item, WebhookItem.RECEIVED_AT))).toList();
    }

    @Override
    public void reopen(Name name) {
        // Due immediately, so that it is not lost if the caller stops here.
        change(name, "SET #state = :state, dueShard = :shard, dueAt = receivedAt", InboxState.RECEIVED,
                List.of(InboxState.STALE, InboxState.MISMATCH, InboxState.PAID_AGAIN, InboxState.IGNORED));
    }

    @Override
    public void giveUp(Name name, InboxState state) {
        change(name, "SET #state = :state REMOVE dueShard, dueAt", state, List.of(InboxState.RECEIVED, InboxState.PARKED));
    }

    private void change(Name name, String expression, InboxState state, List<InboxState> from) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":state", text(state.name())));
        if (expression.contains(":shard")) {
            values.put(":shard", text(DueKeys.shard(name.provider(), name.key())));
        }
        for (InboxState before : from) {
            values.put(":" + before.name(), text(before.name()));
        }
        // In any other state, another process has settled it meanwhile, as intended.
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table)
                .key(Keys.webhook(name.provider(), name.key())).updateExpression(expression)
                .conditionExpression("#state IN (" + String.join(", ", from.stream().map(before -> ":" + before.name()).toList()) + ")")
                .expressionAttributeNames(Map.of("#state", WebhookItem.STATE)).expressionAttributeValues(values)));
    }

    private static Name name(Map<String, AttributeValue> item) {
        String[] parts = Item.requiredText(item, Keys.PARTITION).split("#", 3);
        return new Name(parts[1], parts[2]);
    }
}
