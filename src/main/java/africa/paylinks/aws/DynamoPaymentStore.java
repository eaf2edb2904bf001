package africa.paylinks.aws;

import africa.paylinks.aws.MergedQuery.Place;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentPage;
import africa.paylinks.payment.PaymentSearch;
import africa.paylinks.payment.PaymentSearch.Position;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.StatusEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Payments in DynamoDB. */
@Singleton
public final class DynamoPaymentStore implements PaymentStore {

    private static final String BY_ORDER = "by-merchant-order";
    private static final String BY_TIME = "by-merchant-time";
    /** Limits the items that a search with few matches reads in one call. */
    private static final int MAX_READ_PER_SEARCH = 1000;
    private static final int MAX_PAGE = 100;

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final StatusWrites writes;
    private final String table;

    public DynamoPaymentStore(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.writes = new StatusWrites(config.table());
        this.table = config.table();
    }

    @Override
    public Optional<Payment> find(String paymentId) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table)
                        .key(Keys.payment(paymentId)).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> PaymentItem.read(response.item()));
    }

    @Override
    public List<HistoryEntry> history(String paymentId) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :events)")
                .expressionAttributeValues(Map.of(":pk", Keys.payment(paymentId).get(Keys.PARTITION),
                        ":events", Item.text(Keys.HISTORY_PREFIX)))
                .build();
        List<Map<String, AttributeValue>> items = Transactions.call(() ->
                client.queryPaginator(query).items().stream().toList());
        // Status changes only rise, so their ranks order them even with clock differences, and give the status before each.
        List<PaymentStatus> reached = items.stream().flatMap(item -> Item.text(item, "to").stream())
                .map(PaymentStatus::valueOf).sorted(Comparator.comparingInt(PaymentStatus::rank)).toList();
        // Entries that are recorded once have no time in their key.
        return items.stream().sorted(Comparator.comparing(item -> Item.requiredText(item, "at")))
                .map(item -> entry(item, reached)).toList();
    }

    private static HistoryEntry entry(Map<String, AttributeValue> item, List<PaymentStatus> reached) {
        Optional<PaymentStatus> to = Item.text(item, "to").map(PaymentStatus::valueOf);
        PaymentStatus from = to.map(status -> before(status, reached))
                .orElseGet(() -> PaymentStatus.valueOf(Item.requiredText(item, "unchanged")));
        return new HistoryEntry(Item.time(item, "at"), from, to.orElse(from), Item.requiredText(item, "cause"),
                Item.texts(item, "detail"));
    }

    private static PaymentStatus before(PaymentStatus status, List<PaymentStatus> reached) {
        int index = reached.indexOf(status);
        return index <= 0 ? PaymentStatus.CREATING : reached.get(index - 1);
    }

    @Override
    public PaymentPage search(PaymentSearch search) {
        Optional<Place> after = search.after().map(position -> new Place(time(position.createdAt()), position.paymentId()));
        String from = from(search);
        String to = after.map(Place::time).filter(time -> time.compareTo(to(search)) < 0).orElse(to(search));
        // DynamoDB rejects a range that ends before it begins; such a range is empty.
        if (from.compareTo(to) > 0) {
            return new PaymentPage(List.of(), Optional.empty());
        }
        MergedQuery query = new MergedQuery(DynamoPaymentStore::place, true, after, MAX_READ_PER_SEARCH,
                partitions(search).stream().<MergedQuery.Page>map(partition ->
                        startKey -> page(search, partition, from, to, startKey)).toList());
        List<Payment> found = new ArrayList<>();
        for (var next = query.next(); next.isPresent(); next = query.next()) {
            found.add(PaymentItem.read(next.get()));
            if (found.size() == search.limit()) {
                PaymentTerms last = found.get(found.size() - 1).terms();
                return new PaymentPage(found, Optional.of(new Position(last.createdAt(), last.id()))
                        .filter(more -> query.mayHaveMore()));
            }
        }
        return new PaymentPage(found, query.frontier().map(place -> new Position(Instant.parse(place.time()), place.id())));
    }

    private static Place place(Map<String, AttributeValue> item) {
        return new Place(Item.requiredText(item, PaymentItem.CREATED_AT),
                Item.requiredText(item, Keys.PARTITION).substring("PAYMENT#".length()));
    }

    private QueryResponse page(PaymentSearch search, String partition, String from, String to,
            Map<String, AttributeValue> startKey) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":owner", Item.text(partition));
        values.put(":from", Item.text(from));
        values.put(":to", Item.text(to));
        QueryRequest.Builder query = QueryRequest.builder().tableName(table).indexName(index(search))
                .keyConditionExpression("#owner = :owner AND createdAt BETWEEN :from AND :to")
                .scanIndexForward(false)
                .limit(pageSize(search));
        Map<String, String> names = new HashMap<>(Map.of("#owner", ownerAttribute(search)));
        search.status().ifPresent(status -> {
            query.filterExpression("#status = :status");
            names.put("#status", "status");
            values.put(":status", Item.text(status.name()));
        });
        if (!startKey.isEmpty()) {
            query.exclusiveStartKey(startKey);
        }
        QueryRequest request = query.expressionAttributeNames(names).expressionAttributeValues(values).build();
        return Transactions.call(() -> client.query(request));
    }

    /** With a filter few items may match; otherwise each partition has about its share of the page. */
    private static int pageSize(PaymentSearch search) {
        if (search.status().isPresent()) {
            return MAX_PAGE;
        }
        return search.orderId().isPresent() ? search.limit() + 1 : search.limit() / Shards.COUNT * 2 + 2;
    }

    private static String from(PaymentSearch search) {
        return time(search.from().orElse(Instant.EPOCH));
    }

    /** BETWEEN includes its end; times have whole milliseconds, so the range ends one earlier. */
    private static String to(PaymentSearch search) {
        return time(search.to().map(to -> to.minusMillis(1)).orElse(Instant.parse("9999-12-31T23:59:59Z")));
    }

    private static String time(Instant instant) {
        return Item.time(instant).s();
    }

    private static String index(PaymentSearch search) {
        return search.orderId().isPresent() ? BY_ORDER : BY_TIME;
    }

    private static String ownerAttribute(PaymentSearch search) {
        return search.orderId().isPresent() ? PaymentItem.MERCHANT_ORDER : PaymentItem.MERCHANT_SHARD;
    }

    private static List<String> partitions(PaymentSearch search) {
        return search.orderId().map(order -> List.of(PaymentItem.merchantOrder(search.merchant(), order)))
                .orElseGet(() -> Shards.all(search.merchant()));
    }

    @Override
    public Raise raise(StatusEvent event) {
        Optional<Transactions.Refusal> refusal = transactions.write(writes.raise(event));
        if (refusal.isEmpty()) {
            return Raise.RAISED;
        }
        Optional<Map<String, AttributeValue>> existing = refusal.get().existing(0);
        Raise raise = refusalReason(existing, event);
        return switch (raise) {
            case MISMATCH -> isNew(writes.firstMismatch(event, PaymentItem.read(existing.orElseThrow()))) ? raise : Raise.KNOWN_MISMATCH;
            case PAID_AGAIN -> isNew(writes.paidAgain(event, PaymentItem.read(existing.orElseThrow()))) ? raise : Raise.KNOWN_PAID_AGAIN;
            default -> raise;
        };
    }

    private boolean isNew(TransactWriteItem line) {
        return transactions.write(List.of(line)).isEmpty();
    }

    @Override
    public void recordProviderReference(String paymentId, String provider, int debit, String providerReference) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":reference", Item.text(providerReference), ":provider", Item.text(provider),
                ":providerKey", Item.text(PaymentItem.providerKey(provider, providerReference))));
        if (debit > 0) {
            values.put(":debit", Item.number(debit));
        }
        // The first reference stays: webhooks and status checks referred to it so far.
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(Keys.payment(paymentId))
                .updateExpression("SET providerReference = :reference, providerKey = :providerKey")
                .conditionExpression("provider = :provider AND attribute_not_exists(providerReference)" + (debit == 0 ? "" : " AND "
                        + PaymentItem.isDebit(debit)))
                .expressionAttributeValues(values)));
    }

    @Override
    public boolean postponeExpiry(String paymentId, Instant expiresAt) {
        return Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(Keys.payment(paymentId))
                .updateExpression("SET expiresAt = :expiresAt")
                .conditionExpression("#rank = :creating AND expiresAt < :expiresAt")
                .expressionAttributeNames(Map.of("#rank", "rank"))
                .expressionAttributeValues(Map.of(":expiresAt", Item.time(expiresAt),
                        ":creating", Item.number(PaymentStatus.CREATING.rank())))));
    }

    @Override
    public Optional<Instant> claimStatusCheck(String paymentId, StatusCheckCaller caller, Instant now, Duration interval) {
        return new StatusCheckBudget(client, table).claim(paymentId, caller, now, interval);
    }

    /** Why an event was refused, derived from the existing payment. */
    static Raise refusalReason(Optional<Map<String, AttributeValue>> existing, StatusEvent event) {
        return existing.map(PaymentItem::read)
                .map(payment -> event.contradiction(payment.terms()).isPresent() ? Raise.MISMATCH
                        : StatusWrites.isPaidAgain(event, payment) ? Raise.PAID_AGAIN : Raise.STALE)
                .orElse(Raise.UNKNOWN_PAYMENT);
    }
}
