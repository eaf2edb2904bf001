package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.aws.MergedQuery.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** An index by time for webhooks (per provider) and events; each day has partitions of its own. */
final class DailyIndex {

    static final String PARTITION = "inboxDay";
    static final String AT = "receivedAt";
    /** The group of events; no provider can have this name. */
    static final String EVENTS = "#events";
    static final String INDEX = "webhooks-by-time";

    private final DynamoDbClient client;
    private final String table;
    private final Function<Map<String, AttributeValue>, String> idOf;

    /** @param idOf the id that distinguishes items of the same time, from their keys */
    DailyIndex(DynamoDbClient client, String table, Function<Map<String, AttributeValue>, String> idOf) {
        this.client = client;
        this.table = table;
        this.idOf = idOf;
    }

    /** The partition of an item. */
    static AttributeValue partition(String group, Instant at, String id) {
        return text(Shards.of(ofDay(group, day(at)), id));
    }

    /**
     * The keys of a page of items, oldest first.
     *
     * @param from  the start of the range, inclusive
     * @param to    the end of the range, exclusive
     * @param after the position of the last item on the previous page
     */
    List<Map<String, AttributeValue>> between(String group, Instant from, Instant to, int limit, Optional<Place> after) {
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        Instant begin = after.map(place -> Instant.parse(place.time())).filter(from::isBefore).orElse(from);
        for (LocalDate day = day(begin); begin.isBefore(to) && found.size() < limit && !day.isAfter(day(to)); day = day.plusDays(1)) {
            MergedQuery query = new MergedQuery(this::place, false, after, Integer.MAX_VALUE,
                    Shards.all(ofDay(group, day)).stream().<MergedQuery.Page>map(partition ->
                            startKey -> page(partition, begin, to, limit, startKey)).toList());
            for (var next = query.next(); next.isPresent(); next = found.size() < limit ? query.next() : Optional.empty()) {
                found.add(next.get());
            }
        }
        return found;
    }

    Place place(Map<String, AttributeValue> item) {
        return new Place(Item.requiredText(item, AT), idOf.apply(item));
    }

    private QueryResponse page(String partition, Instant from, Instant to, int limit, Map<String, AttributeValue> startKey) {
        QueryRequest.Builder query = QueryRequest.builder().tableName(table).indexName(INDEX)
                .keyConditionExpression("inboxDay = :day AND receivedAt BETWEEN :from AND :to")
                // BETWEEN includes its end; times have whole milliseconds, so the range ends one earlier.
                .expressionAttributeValues(Map.of(":day", text(partition), ":from", time(from), ":to", time(to.minusMillis(1))))
                .limit(limit / Shards.COUNT * 2 + 2);
        if (!startKey.isEmpty()) {
            query.exclusiveStartKey(startKey);
        }
        QueryRequest request = query.build();
        return Transactions.call(() -> client.query(request));
    }

    private static String ofDay(String group, LocalDate day) {
        return group + "#" + day;
    }

    private static LocalDate day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
