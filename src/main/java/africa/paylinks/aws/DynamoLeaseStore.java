package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;

import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseLost;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.payment.PaymentIds;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Leases in DynamoDB: one item per subject, taken and read by one conditional update. */
@Singleton
public final class DynamoLeaseStore implements LeaseStore {

    /** Longer than any redelivery about a subject that nobody worked on meanwhile. */
    private static final Duration LIFE = Duration.ofDays(400);
    private static final String HELD = "#owner = :owner AND fence = :fence";
    private static final String ENTRIES = "entries";

    private final DynamoDbClient client;
    private final String table;
    private final Clock clock;
    private final PaymentIds ids;

    public DynamoLeaseStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds ids) {
        this.client = client;
        this.table = config.table();
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Optional<Lease> take(String subject, Duration lease) {
        Instant now = clock.instant();
        String owner = ids.randomText();
        try {
            Map<String, AttributeValue> item = Transactions.call(() -> client.updateItem(request -> request.tableName(table)
                    .key(Keys.progress(subject))
                    .updateExpression("SET #owner = :owner, leaseUntil = :until, #ttl = :ttl,"
                            + " #entries = if_not_exists(#entries, :none) ADD fence :one")
                    .conditionExpression("attribute_not_exists(leaseUntil) OR leaseUntil <= :now")
                    .expressionAttributeNames(Map.of("#owner", "owner", "#ttl", "ttl", "#entries", ENTRIES))
                    .expressionAttributeValues(Map.of(":owner", text(owner), ":now", number(now.toEpochMilli()),
                            ":until", number(now.plus(lease).toEpochMilli()),
                            ":ttl", number(now.plus(LIFE).getEpochSecond()),
                            ":none", AttributeValue.fromM(Map.of()), ":one", number(1)))
                    .returnValues(ReturnValue.ALL_NEW))).attributes();
            return Optional.of(new Lease(subject, owner, number(item, "fence"), Item.texts(item, ENTRIES)));
        } catch (ConditionalCheckFailedException held) {
            return Optional.empty();
        }
    }

    @Override
    public Lease write(Lease lease, Map<String, String> entries) {
        Update update = writing(table, lease, entries);
        boolean held = Transactions.attempt(() -> client.updateItem(request -> request.tableName(update.tableName())
                .key(update.key())
                .updateExpression(update.updateExpression()).conditionExpression(update.conditionExpression())
                .expressionAttributeNames(update.expressionAttributeNames())
                .expressionAttributeValues(update.expressionAttributeValues())));
        if (!held) {
            throw new LeaseLost(lease.subject());
        }
        return lease.with(entries);
    }

    /** An update that adds entries; it fails if another worker holds the subject. */
    static Update writing(String table, Lease lease, Map<String, String> entries) {
        Map<String, String> names = new HashMap<>(Map.of("#owner", "owner", "#entries", ENTRIES));
        Map<String, AttributeValue> values = holderValues(lease);
        StringBuilder set = new StringBuilder();
        entries.forEach((name, value) -> {
            String place = Integer.toString(names.size());
            names.put("#n" + place, name);
            values.put(":v" + place, text(value));
            set.append(set.isEmpty() ? "SET " : ", ").append("#entries.#n").append(place).append(" = :v").append(place);
        });
        return Update.builder().tableName(table).key(Keys.progress(lease.subject())).updateExpression(set.toString())
                .conditionExpression(HELD).expressionAttributeNames(names).expressionAttributeValues(values).build();
    }

    @Override
    public void release(Lease lease) {
        Map<String, AttributeValue> values = holderValues(lease);
        values.put(":over", number(0));
        // If another worker holds the subject, there is no lease to end.
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table)
                .key(Keys.progress(lease.subject())).updateExpression("SET leaseUntil = :over")
                .conditionExpression(HELD).expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(values)));
    }

    private static Map<String, AttributeValue> holderValues(Lease lease) {
        return new HashMap<>(Map.of(":owner", text(lease.owner()), ":fence", number(lease.fence())));
    }
}
