package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;

import africa.paylinks.aws.MergedQuery.Place;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundIndex;
import africa.paylinks.payment.RefundPage;
import africa.paylinks.payment.RefundSearch;
import africa.paylinks.payment.RefundSearch.Position;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Refunds by merchant and time, in partitions of their own of the index that lists payments. */
@Singleton
public final class DynamoRefundIndex implements RefundIndex {

    private static final String BY_TIME = "by-merchant-time";
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    /** Limits the items that a search with few matches reads in one call. */
    private static final int MAX_READ_PER_SEARCH = 1000;
    private static final int MAX_PAGE = 100;

    private final DynamoDbClient client;
    private final String table;

    public DynamoRefundIndex(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
    }

    /** The index partition of a new refund. */
    static AttributeValue partition(String merchant, String refundId) {
        return text(Shards.of(ofMerchant(merchant), refundId));
    }

    /** No merchant's name begins with this sign, so these partitions contain nothing else. */
    private static String ofMerchant(String merchant) {
        return "#refunds#" + merchant;
    }

    @Override
    public RefundPage search(RefundSearch search) {
        Optional<Place> after = search.after().map(position -> new Place(Item.time(position.createdAt()).s(), position.refundId()));
        String from = Item.time(search.from().orElse(Instant.EPOCH)).s();
        // BETWEEN includes its end; times have whole milliseconds, so the range ends one earlier.
        String end = Item.time(search.to().map(to -> to.minusMillis(1)).orElse(LATEST)).s();
        String to = after.map(Place::time).filter(time -> time.compareTo(end) < 0).orElse(end);
        // DynamoDB rejects a range that ends before it begins; such a range is empty.
        if (from.compareTo(to) > 0) {
            return new RefundPage(List.of(), Optional.empty());
        }
        MergedQuery query = new MergedQuery(DynamoRefundIndex::place, true, after, MAX_READ_PER_SEARCH,
                Shards.all(ofMerchant(search.merchant())).stream().<MergedQuery.Page>map(partition ->
                        startKey -> page(search, partition, from, to, startKey)).toList());
        List<Refund> found = new ArrayList<>();
        for (var next = query.next(); next.isPresent(); next = query.next()) {
            found.add(RefundItem.read(next.get()));
            if (found.size() == search.limit()) {
                Refund last = found.get(found.size() - 1);
                return new RefundPage(found, Optional.of(new Position(last.createdAt(), last.id())).filter(more -> query.mayHaveMore()));
            }
        }
        return new RefundPage(found, query.frontier().map(place -> new Position(Instant.parse(place.time()), place.id())));
    }

    private static Place place(Map<String, AttributeValue> item) {
        // Also of the key of a page, which has no other attributes.
        return new Place(Item.requiredText(item, PaymentItem.CREATED_AT), Item.requiredText(item, Keys.SORT).substring(Keys.REFUND_PREFIX.length()));
    }

    private QueryResponse page(RefundSearch search, String partition, String from, String to, Map<String, AttributeValue> startKey) {
        Map<String, String> names = new HashMap<>(Map.of("#owner", PaymentItem.MERCHANT_SHARD));
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":owner", text(partition), ":from", text(from), ":to", text(to)));
        StringJoiner filter = new StringJoiner(" AND ");
        search.status().ifPresent(status -> {
            filter.add("#status = :status");
            names.put("#status", "status");
            values.put(":status", text(status.name()));
        });
        search.provider().ifPresent(provider -> {
            filter.add("provider = :provider");
            values.put(":provider", text(provider));
        });
        QueryRequest request = QueryRequest.builder().tableName(table).indexName(BY_TIME)
                .keyConditionExpression("#owner = :owner AND createdAt BETWEEN :from AND :to")
                .filterExpression(filter.length() == 0 ? null : filter.toString())
                .expressionAttributeNames(names).expressionAttributeValues(values)
                .scanIndexForward(false)
                // With a filter few items may match; otherwise each partition has about its share of the page.
                .limit(filter.length() == 0 ? search.limit() / Shards.COUNT * 2 + 2 : MAX_PAGE)
                .exclusiveStartKey(startKey.isEmpty() ? null : startKey)
                .build();
        return Transactions.call(() -> client.query(request));
    }
}
