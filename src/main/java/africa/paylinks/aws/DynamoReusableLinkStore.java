package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.aws.MergedQuery.Place;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.reusablelink.LinkClaim;
import africa.paylinks.reusablelink.LinkClaim.State;
import africa.paylinks.reusablelink.LinkPage;
import africa.paylinks.reusablelink.LinkSearch;
import africa.paylinks.reusablelink.ReusableLink;
import africa.paylinks.reusablelink.ReusableLinkStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Reusable links in DynamoDB: an item for each, next to an item for each payment's claim and for each claim that is held. The
 * link's counter and the claim change in one transaction, so the counter equals the claims whatever happens.
 */
@Singleton
public final class DynamoReusableLinkStore implements ReusableLinkStore {

    private static final int MAX_READ_PER_SEARCH = 1000;
    private static final String NEW = "attribute_not_exists(pk)";
    private static final String EARLIEST = "0000";
    private static final String LATEST = "9999-12-31T23:59:59.999Z";

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final LeaseWrites leases;
    private final String table;
    private final Clock clock;

    public DynamoReusableLinkStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds ids) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.leases = new LeaseWrites(client, config, ids, "linkId");
        this.table = config.table();
        this.clock = clock;
    }

    @Override
    public Reservation create(IdempotencyKey key, Fingerprint fingerprint, ReusableLink link, StoredAnswer answer) {
        Instant now = clock.instant();
        FencingToken token = leases.first(key);
        Optional<Transactions.Refusal> refusal = transactions.write(List.of(
                leases.answered(token, fingerprint, link.id(), answer, now), put(ReusableLinkItem.write(link))));
        if (refusal.isEmpty()) {
            return new Reservation.Started(token);
        }
        Map<String, AttributeValue> existing = refusal.get().existing(0)
                .orElseThrow(() -> new IllegalStateException("Duplicate link id"));
        return leases.earlier(key, fingerprint, existing, now);
    }

    @Override
    public Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint) {
        Instant now = clock.instant();
        return leases.find(key, now).map(existing -> leases.earlier(key, fingerprint, existing, now));
    }

    @Override
    public Optional<ReusableLink> find(String linkId) {
        return item(Keys.reusableLink(linkId)).map(ReusableLinkItem::read);
    }

    @Override
    public boolean change(ReusableLink changed) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":active", AttributeValue.fromBool(changed.availability().active()), ":next", number(changed.version()),
                ":seen", number(changed.version() - 1), ":at", time(changed.updatedAt())));
        StringBuilder set = new StringBuilder("SET #active = :active, #version = :next, updatedAt = :at");
        StringJoiner remove = new StringJoiner(", ", " REMOVE ", "").setEmptyValue("");
        Map<String, Optional<AttributeValue>> optional = Map.of(
                ReusableLinkItem.MESSAGE, changed.availability().inactiveMessage().map(Item::text),
                ReusableLinkItem.LIMIT, changed.availability().limit().map(Item::number),
                ReusableLinkItem.EXPIRES_AT, changed.availability().expiresAt().map(Item::time));
        optional.forEach((name, value) -> value.ifPresentOrElse(present -> {
            set.append(", ").append(name).append(" = :").append(name);
            values.put(":" + name, present);
        }, () -> remove.add(name)));
        String expression = set.append(remove).toString();
        return Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(Keys.reusableLink(changed.id()))
                .updateExpression(expression)
                .conditionExpression("#version = :seen")
                .expressionAttributeNames(Map.of("#active", ReusableLinkItem.ACTIVE, "#version", ReusableLinkItem.VERSION))
                .expressionAttributeValues(values)));
    }

    @Override
    public Claiming claim(LinkClaim claim, Instant now) {
        TransactWriteItem counted = TransactWriteItem.builder().update(Update.builder().tableName(table)
                .key(Keys.reusableLink(claim.linkId()))
                .updateExpression("SET taken = taken + :one")
                .conditionExpression("attribute_exists(pk) AND #active = :true AND (attribute_not_exists(expiresAt) OR expiresAt > :now)"
                        + " AND (attribute_not_exists(paymentLimit) OR taken < paymentLimit)")
                .expressionAttributeNames(Map.of("#active", ReusableLinkItem.ACTIVE))
                .expressionAttributeValues(Map.of(":one", number(1), ":true", AttributeValue.fromBool(true), ":now", time(now)))
                .build()).build();
        Optional<Transactions.Refusal> refusal = transactions.write(List.of(put(item(claim)), counted,
                put(Item.of(Keys.heldClaim(claim)).put("paymentId", text(claim.paymentId())).attributes())));
        if (refusal.isEmpty()) {
            return new Claimed();
        }
        return refusal.get().existing(0).<Claiming>map(existing -> new AlreadyClaimed(claim(existing))).orElseGet(NotClaimed::new);
    }

    @Override
    public Optional<LinkClaim> claimOf(String linkId, String paymentId) {
        return item(Keys.linkClaim(linkId, paymentId)).map(DynamoReusableLinkStore::claim);
    }

    @Override
    public boolean complete(LinkClaim claim, boolean late) {
        boolean again = claim.state() == State.RELEASED;
        List<TransactWriteItem> items = new ArrayList<>(List.of(state(claim, State.COMPLETED), count(claim.linkId(),
                "SET completed = completed + :one, late = late + :late, taken = taken + :taken",
                Map.of(":one", number(1), ":late", number(late ? 1 : 0), ":taken", number(again ? 1 : 0)))));
        if (!again) {
            items.add(notHeld(claim));
        }
        return claim.state() != State.COMPLETED && transactions.write(items).isEmpty();
    }

    @Override
    public boolean release(LinkClaim claim) {
        return claim.state() == State.HELD && transactions.write(List.of(state(claim, State.RELEASED),
                count(claim.linkId(), "SET taken = taken - :one", Map.of(":one", number(1))), notHeld(claim))).isEmpty();
    }

    @Override
    public List<LinkClaim> overdue(String linkId, Instant before, int limit) {
        QueryResponse held = Transactions.call(() -> client.query(request -> request.tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(":pk", Keys.reusableLink(linkId).get(Keys.PARTITION),
                        ":from", text(Keys.HELD_CLAIM_PREFIX), ":to", text(Keys.HELD_CLAIM_PREFIX + time(before).s())))
                .limit(limit)));
        return held.items().stream().flatMap(item -> claimOf(linkId, Item.requiredText(item, "paymentId")).stream()).toList();
    }

    private TransactWriteItem state(LinkClaim claim, State next) {
        return TransactWriteItem.builder().update(Update.builder().tableName(table)
                .key(Keys.linkClaim(claim.linkId(), claim.paymentId()))
                .updateExpression("SET #state = :next")
                .conditionExpression("#state = :seen")
                .expressionAttributeNames(Map.of("#state", "state"))
                .expressionAttributeValues(Map.of(":next", text(next.name()), ":seen", text(claim.state().name())))
                .build()).build();
    }

    private TransactWriteItem count(String linkId, String expression, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.reusableLink(linkId))
                .updateExpression(expression).conditionExpression("attribute_exists(pk)").expressionAttributeValues(values).build()).build();
    }

    private TransactWriteItem notHeld(LinkClaim claim) {
        return TransactWriteItem.builder().delete(Delete.builder().tableName(table).key(Keys.heldClaim(claim)).build()).build();
    }

    private static Map<String, AttributeValue> item(LinkClaim claim) {
        return Item.of(Keys.linkClaim(claim.linkId(), claim.paymentId()))
                .put("linkId", text(claim.linkId()))
                .put("paymentId", text(claim.paymentId()))
                .put("fingerprint", text(claim.fingerprint()))
                .put("until", time(claim.until()))
                .put("state", text(claim.state().name())).attributes();
    }

    private static LinkClaim claim(Map<String, AttributeValue> item) {
        return new LinkClaim(Item.requiredText(item, "linkId"), Item.requiredText(item, "paymentId"), Item.requiredText(item, "fingerprint"),
                time(item, "until"), State.valueOf(Item.requiredText(item, "state")));
    }

    private TransactWriteItem put(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table).item(item).conditionExpression(NEW)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD).build()).build();
    }

    private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table).key(key).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item());
    }

    @Override
    public LinkPage search(LinkSearch search) {
        Optional<Place> after = search.after().map(position -> new Place(time(position.createdAt()).s(), position.linkId()));
        MergedQuery query = new MergedQuery(DynamoReusableLinkStore::place, true, after, MAX_READ_PER_SEARCH,
                Shards.all(ReusableLinkItem.ofMerchant(search.merchant())).stream().<MergedQuery.Page>map(partition ->
                        startKey -> page(search, partition, after.map(Place::time).orElse(LATEST), startKey)).toList());
        List<ReusableLink> found = new ArrayList<>();
        for (var next = query.next(); next.isPresent(); next = query.next()) {
            found.add(ReusableLinkItem.read(next.get()));
            if (found.size() == search.limit()) {
                ReusableLink last = found.get(found.size() - 1);
                return new LinkPage(found, Optional.of(new LinkSearch.Position(last.terms().createdAt(), last.id()))
                        .filter(more -> query.mayHaveMore()));
            }
        }
        return new LinkPage(found, query.frontier().map(place -> new LinkSearch.Position(Instant.parse(place.time()), place.id())));
    }

    private static Place place(Map<String, AttributeValue> item) {
        // Also of the key of a page, which has no other attributes.
        return new Place(Item.requiredText(item, PaymentItem.CREATED_AT),
                Item.requiredText(item, Keys.PARTITION).substring(Keys.REUSABLE_LINK_PREFIX.length()));
    }

    private QueryResponse page(LinkSearch search, String partition, String to, Map<String, AttributeValue> startKey) {
        QueryRequest.Builder query = QueryRequest.builder().tableName(table).indexName("by-merchant-time")
                .keyConditionExpression("#owner = :owner AND createdAt BETWEEN :from AND :to")
                .expressionAttributeNames(Map.of("#owner", PaymentItem.MERCHANT_SHARD))
                .expressionAttributeValues(Map.of(":owner", text(partition), ":from", text(EARLIEST), ":to", text(to)))
                .scanIndexForward(false)
                .limit(search.limit() / Shards.COUNT * 2 + 2);
        if (!startKey.isEmpty()) {
            query.exclusiveStartKey(startKey);
        }
        QueryRequest request = query.build();
        return Transactions.call(() -> client.query(request));
    }
}
