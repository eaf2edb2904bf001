package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.aws.MergedQuery.Place;
import africa.paylinks.notification.EventLog;
import africa.paylinks.notification.LoggedEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Merchants' events in DynamoDB: one small item per event, found by its id. Its keys contain all that a list shows, so that the
 * index, which has keys only, suffices for a page. The items of a merchant are spread over several partitions of the index.
 */
@Singleton
public final class DynamoEventLog implements EventLog {

    private static final String OWNER = "owner";
    /** Limits the keys that a page with few matches reads. */
    private static final int MAX_READ_PER_PAGE = 2000;
    private static final int MAX_PAGE = 200;

    private final DynamoDbClient client;
    private final String table;

    public DynamoEventLog(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
    }

    @Override
    public void add(List<LoggedEvent> events) {
        events.forEach(event -> {
            Map<String, AttributeValue> item = Item.of(Keys.event(event.id(), event.type(), event.subjectId()))
                    .put(OWNER, text(event.merchant()))
                    .put(DailyIndex.PARTITION, text(Shards.of(group(event.merchant()), event.id())))
                    .put(DailyIndex.AT, time(event.at()))
                    .put("ttl", Optional.of(event.at().plus(RETENTION)).filter(end -> !BOOKED.contains(event.type()))
                            .map(end -> number(end.getEpochSecond()))).attributes();
            Transactions.run(() -> client.putItem(request -> request.tableName(table).item(item)));
        });
    }

    @Override
    public Optional<LoggedEvent> find(String eventId) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true).limit(1)
                .keyConditionExpression("pk = :pk").expressionAttributeValues(Map.of(":pk", text(Keys.EVENT_PREFIX + eventId))).build();
        return Transactions.call(() -> client.query(query)).items().stream().findFirst()
                .map(item -> event(requiredText(item, OWNER), item));
    }

    @Override
    public Page page(Query query) {
        Optional<Place> after = query.after().map(position -> new Place(time(position.at()).s(), position.id()));
        boolean isNewestFirst = query.order() == Order.NEWEST_FIRST;
        String start = time(query.from()).s();
        // BETWEEN includes its end; times have whole milliseconds, so the range ends one earlier.
        String end = time(query.to().minusMillis(1)).s();
        String from = isNewestFirst ? start : after.map(Place::time).filter(at -> at.compareTo(start) > 0).orElse(start);
        String to = isNewestFirst ? after.map(Place::time).filter(at -> at.compareTo(end) < 0).orElse(end) : end;
        // DynamoDB rejects a range that ends before it begins; such a range is empty.
        if (from.compareTo(to) > 0) {
            return new Page(List.of(), Optional.empty());
        }
        MergedQuery merged = new MergedQuery(DynamoEventLog::place, isNewestFirst, after, MAX_READ_PER_PAGE,
                Shards.all(group(query.merchant())).stream().<MergedQuery.Page>map(partition ->
                        startKey -> page(query, partition, from, to, startKey)).toList());
        List<LoggedEvent> found = new ArrayList<>();
        for (var next = merged.next(); next.isPresent(); next = merged.next()) {
            LoggedEvent event = event(query.merchant(), next.get());
            if (query.types().include(event.type())) {
                found.add(event);
            }
            if (found.size() == query.limit()) {
                return new Page(found, Optional.of(new Position(event.at(), event.id())).filter(more -> merged.mayHaveMore()));
            }
        }
        return new Page(found, merged.frontier().map(place -> new Position(Instant.parse(place.time()), place.id())));
    }

    private QueryResponse page(Query query, String partition, String from, String to, Map<String, AttributeValue> startKey) {
        QueryRequest.Builder request = QueryRequest.builder().tableName(table).indexName(DailyIndex.INDEX)
                .keyConditionExpression("inboxDay = :owner AND receivedAt BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(":owner", text(partition), ":from", text(from), ":to", text(to)))
                .scanIndexForward(query.order() == Order.OLDEST_FIRST)
                .limit(query.types().names().isEmpty() ? query.limit() / Shards.COUNT * 2 + 2 : MAX_PAGE);
        if (!startKey.isEmpty()) {
            request.exclusiveStartKey(startKey);
        }
        return Transactions.call(() -> client.query(request.build()));
    }

    private static LoggedEvent event(String merchant, Map<String, AttributeValue> item) {
        String[] typeAndSubject = requiredText(item, Keys.SORT).split("#", 2);
        return new LoggedEvent(requiredText(item, Keys.PARTITION).substring(Keys.EVENT_PREFIX.length()), typeAndSubject[0],
                typeAndSubject[1], merchant, time(item, DailyIndex.AT));
    }

    private static Place place(Map<String, AttributeValue> item) {
        return new Place(requiredText(item, DailyIndex.AT), requiredText(item, Keys.PARTITION).substring(Keys.EVENT_PREFIX.length()));
    }

    /** No day is a merchant's name with this prefix, so that these partitions hold nothing else. */
    private static String group(String merchant) {
        return "#events-of:" + merchant;
    }
}
