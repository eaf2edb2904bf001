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

/** Progress in DynamoDB: one item per subject, taken and read by one conditional update. */
@Singleton
public final class DynamoLeaseStore implements LeaseStore {

    /** Longer than anything that comes again about the same subject without anybody having worked on it meanwhile. */
    private static final Duration LIFE = Duration.ofDays(400);
    private static final String HELD = "#owner = :owner AND fence = :fence";
    private static final String ENTRIES = "entries";

    private final DynamoDbClient client;
    private final String table;
    private final Clock clock;
    private final PaymentIds words;

    public DynamoLeaseStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds words) {
        this.client = client;
        this.table = config.table();
        this.clock = clock;
        this.words = words;
    }

    @Override
    public Optional<Lease> take(String subject, Duration lease) {
        Instant now = clock.instant();
        String owner = words.randomText();
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
    public Lease write(Lease progress, Map<String, String> entries) {
        Update update = writing(table, progress, entries);
        boolean held = Transactions.attempt(() -> client.updateItem(request -> request.tableName(update.tableName())
                .key(update.key())
                .updateExpression(update.updateExpression()).conditionExpression(update.conditionExpression())
                .expressionAttributeNames(update.expressionAttributeNames())
                .expressionAttributeValues(update.expressionAttributeValues())));
        if (!held) {
            throw new LeaseLost(progress.subject());
        }
        return progress.with(entries);
    }

    /** What writes entries, and is refused to whoever does not hold the subject any more. */
    static Update writing(String table, Lease progress, Map<String, String> entries) {
        Map<String, String> names = new HashMap<>(Map.of("#owner", "owner", "#entries", ENTRIES));
        Map<String, AttributeValue> values = holder(progress);
        StringBuilder set = new StringBuilder();
        entries.forEach((name, value) -> {
            String place = Integer.toString(names.size());
            names.put("#n" + place, name);
            values.put(":v" + place, text(value));
            set.append(set.isEmpty() ? "SET " : ", ").append("#entries.#n").append(place).append(" = :v").append(place);
        });
        return Update.builder().tableName(table).key(Keys.progress(progress.subject())).updateExpression(set.toString())
                .conditionExpression(HELD).expressionAttributeNames(names).expressionAttributeValues(values).build();
    }

    @Override
    public void release(Lease progress) {
        Map<String, AttributeValue> values = holder(progress);
        values.put(":over", number(0));
        // If somebody else holds the subject by now, there is no lease of ours to end.
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table)
                .key(Keys.progress(progress.subject())).updateExpression("SET leaseUntil = :over")
                .conditionExpression(HELD).expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(values)));
    }

    private static Map<String, AttributeValue> holder(Lease progress) {
        return new HashMap<>(Map.of(":owner", text(progress.owner()), ":fence", number(progress.fence())));
    }
}
