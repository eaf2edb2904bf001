package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;

import africa.paylinks.link.CreationLimit;
import africa.paylinks.link.CreationLimitConfig;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Counts a merchant's requests per minute in DynamoDB. The count is spread over several items, each with its share of the
 * limit, so that no item becomes a hot spot. A request whose item is full tries the others before it is refused.
 */
@Singleton
public final class DynamoCreationLimit implements CreationLimit {

    /** An item accepts about 1,000 writes per second; eight of them exceed the account's concurrency. */
    private static final int MAX_SHARDS = 8;
    /** With a smaller share, shards fill so quickly that most requests would try several. */
    private static final int MIN_SHARE = 25;
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final DynamoDbClient client;
    private final String table;
    private final int limit;
    private final Clock clock;

    public DynamoCreationLimit(DynamoDbClient client, StoreConfig store, CreationLimitConfig limits, Clock clock) {
        this.client = client;
        this.table = store.table();
        this.limit = limits.merchantLimit();
        this.clock = clock;
    }

    @Override
    public Optional<Duration> exceeded(String merchant) {
        if (limit <= 0) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        int shards = Math.max(1, Math.min(MAX_SHARDS, limit / MIN_SHARE));
        int first = ThreadLocalRandom.current().nextInt(shards);
        for (int offset = 0; offset < shards; offset++) {
            if (count(merchant, minute, (first + offset) % shards, shards)) {
                return Optional.empty();
            }
        }
        return Optional.of(Duration.between(now, minute.plus(1, ChronoUnit.MINUTES)));
    }

    private boolean count(String merchant, Instant minute, int shard, int shards) {
        int share = limit / shards + (shard < limit % shards ? 1 : 0);
        return Transactions.attempt(() -> client.updateItem(request -> request.tableName(table)
                .key(Keys.creationCount(merchant, minute, shard))
                .updateExpression("SET #count = if_not_exists(#count, :none) + :one, #ttl = :ttl")
                .conditionExpression("attribute_not_exists(#count) OR #count < :share")
                .expressionAttributeNames(Map.of("#count", "count", "#ttl", "ttl"))
                .expressionAttributeValues(Map.of(":none", number(0), ":one", number(1), ":share", number(share),
                        ":ttl", number(minute.plus(LIFE).getEpochSecond())))));
    }
}
