package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.aws.MergedQuery.Place;
import africa.paylinks.http.Json;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.subscription.BillingPeriod;
import africa.paylinks.subscription.Subscription;
import africa.paylinks.subscription.SubscriptionAccount;
import africa.paylinks.subscription.SubscriptionChange;
import africa.paylinks.subscription.SubscriptionEvent;
import africa.paylinks.subscription.SubscriptionPage;
import africa.paylinks.subscription.SubscriptionSearch;
import africa.paylinks.subscription.SubscriptionStore;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Subscriptions in DynamoDB: an item for each, next to an item for each of its periods and events. Every write requires the
 * subscription's version, so changes of one subscription happen one after the other.
 */
@Singleton
public final class DynamoSubscriptionStore implements SubscriptionStore {

    private static final Duration OUTBOX_LIFE = Duration.ofDays(30);
    private static final int MAX_READ_PER_SEARCH = 1000;
    private static final int PAGE = 100;
    private static final String NEW = "attribute_not_exists(pk)";
    private static final String EARLIEST = "0000";
    private static final String LATEST = "9999-12-31T23:59:59.999Z";

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final LeaseWrites leases;
    private final String table;
    private final Clock clock;

    public DynamoSubscriptionStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds ids) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.leases = new LeaseWrites(client, config, ids, "subscriptionId");
        this.table = config.table();
        this.clock = clock;
    }

    @Override
    public Reservation create(IdempotencyKey key, Fingerprint fingerprint, SubscriptionChange created) {
        Instant now = clock.instant();
        FencingToken token = leases.first(key);
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(leases.reservation(token, fingerprint, created.next().id(), now));
        items.add(put(SubscriptionItem.write(created.next(), 1, created.dueAt()), NEW, Map.of()));
        created.events().forEach(event -> items.addAll(event(event, Optional.of(key))));
        Optional<Transactions.Refusal> refusal = transactions.write(items);
        if (refusal.isEmpty()) {
            return new Reservation.Started(token);
        }
        Map<String, AttributeValue> existing = refusal.get().existing(0)
                .orElseThrow(() -> new IllegalStateException("Duplicate subscription id"));
        return leases.earlier(key, fingerprint, existing, now);
    }

    @Override
    public Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint) {
        Instant now = clock.instant();
        return leases.find(key, now).map(existing -> leases.earlier(key, fingerprint, existing, now));
    }

    @Override
    public boolean answer(FencingToken token, StoredAnswer answer) {
        return transactions.write(List.of(leases.completion(token, answer))).isEmpty();
    }

    @Override
    public Optional<Subscription> find(String subscriptionId) {
        return item(Keys.subscription(subscriptionId)).map(SubscriptionItem::read);
    }

    @Override
    public Optional<SubscriptionAccount> account(String subscriptionId, Optional<LocalDate> date) {
        // The subscription first: a period that changes after this read makes the next write fail.
        return find(subscriptionId).map(subscription -> new SubscriptionAccount(subscription,
                Stream.of(subscription.open().stream(), subscription.watched().stream(), date.stream()).flatMap(dates -> dates).distinct()
                        .flatMap(day -> item(Keys.period(subscriptionId, day)).stream()).map(PeriodItem::read).toList()));
    }

    @Override
    public List<BillingPeriod> periods(String subscriptionId) {
        return part(subscriptionId, Keys.PERIOD_PREFIX).map(PeriodItem::read).toList();
    }

    @Override
    public List<SubscriptionEvent> events(String subscriptionId) {
        return part(subscriptionId, Keys.HISTORY_PREFIX).map(item -> new SubscriptionEvent(subscriptionId,
                Item.requiredText(item, "owner"), Item.number(item, "sequence"), Item.requiredText(item, "type"), Item.time(item, "at"),
                Json.readObject(Item.requiredText(item, "data").getBytes(StandardCharsets.UTF_8)).orElseThrow())).toList();
    }

    private Stream<Map<String, AttributeValue>> part(String subscriptionId, String prefix) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :prefix)")
                .expressionAttributeValues(Map.of(":pk", Keys.subscription(subscriptionId).get(Keys.PARTITION), ":prefix", text(prefix)))
                .build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream().toList()).stream();
    }

    @Override
    public boolean write(SubscriptionChange change) {
        Subscription next = change.next();
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(put(SubscriptionItem.write(next, next.version() + 1, change.dueAt()), "version = :seen",
                Map.of(":seen", number(next.version()))));
        change.opened().forEach(period -> items.add(put(PeriodItem.write(next.id(), period), NEW, Map.of())));
        change.changed().forEach(period -> items.add(put(PeriodItem.write(next.id(), period), "attribute_exists(pk)", Map.of())));
        change.events().forEach(event -> items.addAll(event(event, Optional.empty())));
        return transactions.write(items).isEmpty();
    }

    /** @param key the idempotency key of a creation; the event keeps it, because the subscription's item is replaced by each change */
    private List<TransactWriteItem> event(SubscriptionEvent event, Optional<IdempotencyKey> key) {
        String data = Json.write(event.data());
        return List.of(
                put(described(Item.of(Keys.subscriptionEvent(event.subscriptionId(), event.sequence())), event, data)
                        .put(LeaseWrites.ORIGIN, key.map(IdempotencyKey::value).map(Item::text)).attributes(), NEW, Map.of()),
                put(described(Item.of(Keys.subscriptionOutbox(event.subscriptionId(), event.sequence())), event, data)
                        .put("subscriptionId", text(event.subscriptionId()))
                        .put(DailyIndex.PARTITION, DailyIndex.partition(DailyIndex.EVENTS, event.at(), event.subscriptionId()))
                        .put(DailyIndex.AT, time(event.at()))
                        .put("ttl", number(event.at().plus(OUTBOX_LIFE).getEpochSecond())).attributes(), NEW, Map.of()));
    }

    private static Item described(Item item, SubscriptionEvent event, String data) {
        return item.put("owner", text(event.merchant())).put("sequence", number(event.sequence())).put("type", text(event.type()))
                .put("at", time(event.at())).put("data", text(data));
    }

    private TransactWriteItem put(Map<String, AttributeValue> item, String condition, Map<String, AttributeValue> values) {
        Put.Builder put = Put.builder().tableName(table).item(item).conditionExpression(condition);
        return TransactWriteItem.builder().put(values.isEmpty() ? put.build() : put.expressionAttributeValues(values).build()).build();
    }

    private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table).key(key).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item());
    }

    @Override
    public SubscriptionPage search(SubscriptionSearch search) {
        Optional<Place> after = search.after().map(position -> new Place(time(position.createdAt()).s(), position.subscriptionId()));
        MergedQuery query = new MergedQuery(DynamoSubscriptionStore::place, true, after, MAX_READ_PER_SEARCH,
                partitions(search).stream().<MergedQuery.Page>map(partition ->
                        startKey -> page(search, partition, after.map(Place::time).orElse(LATEST), startKey)).toList());
        List<Subscription> found = new ArrayList<>();
        for (var next = query.next(); next.isPresent(); next = query.next()) {
            found.add(SubscriptionItem.read(next.get()));
            if (found.size() == search.limit()) {
                Subscription last = found.get(found.size() - 1);
                return new SubscriptionPage(found, Optional.of(new SubscriptionSearch.Position(last.terms().createdAt(), last.id()))
                        .filter(more -> query.mayHaveMore()));
            }
        }
        return new SubscriptionPage(found, query.frontier()
                .map(place -> new SubscriptionSearch.Position(Instant.parse(place.time()), place.id())));
    }

    private static Place place(Map<String, AttributeValue> item) {
        return new Place(Item.requiredText(item, PaymentItem.CREATED_AT), SubscriptionItem.id(item));
    }

    private static List<String> partitions(SubscriptionSearch search) {
        return search.customerId().map(customer -> List.of(SubscriptionItem.ofCustomer(search.merchant(), customer)))
                .orElseGet(() -> Shards.all(SubscriptionItem.ofMerchant(search.merchant())));
    }

    private QueryResponse page(SubscriptionSearch search, String partition, String to, Map<String, AttributeValue> startKey) {
        boolean byCustomer = search.customerId().isPresent();
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":owner", text(partition), ":from", text(EARLIEST), ":to", text(to)));
        Map<String, String> names = new HashMap<>(Map.of("#owner", byCustomer ? PaymentItem.MERCHANT_ORDER : PaymentItem.MERCHANT_SHARD));
        QueryRequest.Builder query = QueryRequest.builder().tableName(table).indexName(byCustomer ? "by-merchant-order" : "by-merchant-time")
                .keyConditionExpression("#owner = :owner AND createdAt BETWEEN :from AND :to")
                .scanIndexForward(false)
                .limit(byCustomer || search.status().isPresent() ? PAGE : search.limit() / Shards.COUNT * 2 + 2);
        search.status().ifPresent(status -> {
            query.filterExpression("#status = :status");
            names.put("#status", SubscriptionItem.STATUS);
            values.put(":status", text(status.name()));
        });
        if (!startKey.isEmpty()) {
            query.exclusiveStartKey(startKey);
        }
        QueryRequest request = query.expressionAttributeNames(names).expressionAttributeValues(values).build();
        return Transactions.call(() -> client.query(request));
    }
}
