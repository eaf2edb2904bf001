package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookArchive;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Kept webhooks in DynamoDB, by their keys, by the payment they speak of, and by the day on which they came. */
@Singleton
public final class DynamoWebhookArchive implements WebhookArchive {

    private static final String BY_PAYMENT = "by-provider-reference";
    private static final String BY_TIME = "webhooks-by-time";

    private final DynamoDbClient client;
    private final String table;

    public DynamoWebhookArchive(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
    }

    @Override
    public Optional<Kept> find(Name name) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table)
                        .key(Keys.webhook(name.provider(), name.key())).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> kept(name, response.item()));
    }

    private static Kept kept(Name name, Map<String, AttributeValue> item) {
        return new Kept(new StoredWebhook(name.provider(), name.key(), Item.requiredText(item, "reference"),
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
        if (!from.isBefore(to)) {
            return List.of();
        }
        List<Arrival> found = new ArrayList<>();
        Instant begin = after.map(Arrival::receivedAt).orElse(from);
        for (LocalDate day = WebhookItem.day(begin); found.size() < limit && !day.isAfter(WebhookItem.day(to)); day = day.plusDays(1)) {
            found.addAll(ofDay(provider, day, begin, to, limit - found.size(),
                    after.filter(WebhookItem.isOf(day))));
        }
        return found;
    }

    private List<Arrival> ofDay(String provider, LocalDate day, Instant from, Instant to, int limit, Optional<Arrival> after) {
        QueryRequest.Builder query = QueryRequest.builder().tableName(table).indexName(BY_TIME)
                .keyConditionExpression("inboxDay = :day AND receivedAt BETWEEN :from AND :to")
                // BETWEEN includes its end; times have whole milliseconds, so "before" ends one earlier.
                .expressionAttributeValues(Map.of(":day", text(WebhookItem.inboxDay(provider, day)), ":from", time(from),
                        ":to", time(to.minusMillis(1))))
                .limit(limit);
        after.ifPresent(last -> query.exclusiveStartKey(Item.of(Keys.webhook(provider, last.name().key()))
                .put(WebhookItem.INBOX_DAY, text(WebhookItem.inboxDay(provider, day)))
                .put(WebhookItem.RECEIVED_AT, time(last.receivedAt())).attributes()));
        QueryRequest request = query.build();
        return Transactions.call(() -> client.query(request)).items().stream()
                .map(item -> new Arrival(name(item), Item.time(item, WebhookItem.RECEIVED_AT))).toList();
    }

    @Override
    public void reopen(Name name) {
        // Due at once, so that it is not forgotten if whoever reopens it goes no further.
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
        // If it is not in any of them, somebody settled it meanwhile, which is what this was for.
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
