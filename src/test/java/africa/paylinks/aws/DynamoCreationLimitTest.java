package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.payment.SamplePayments;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

class DynamoCreationLimitTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final String merchant = "m-" + UUID.randomUUID();

    @Tag("slow")
    @Test
    void asManyAsTheLimitPassWithinAMinuteHoweverManyComeAtOnce() {
        for (int limit : new int[] {1, 7, 60, 203}) {
            String shop = merchant + limit;
            DynamoCreationLimit counted = limit(limit);
            long passed = IntStream.range(0, limit + 40).parallel().filter(any -> counted.exceeded(shop).isEmpty()).count();
            assertEquals(limit, passed);
            clock.advance(Duration.ofMinutes(1));
            assertEquals(Optional.empty(), counted.exceeded(shop));
        }
    }

    @Test
    void aLargeLimitIsCountedBySeveralItems() {
        DynamoCreationLimit counted = limit(400);
        IntStream.range(0, 200).forEach(any -> counted.exceeded(merchant));
        long shards = IntStream.range(0, 8).filter(shard -> !item(shard).items().isEmpty()).count();
        assertEquals(8, shards);
    }

    @Test
    void aRefusedCallGetsTheRemainingTimeOfTheMinute() {
        DynamoCreationLimit counted = limit(1);
        clock.advance(Duration.ofSeconds(60 - clock.instant().getEpochSecond() % 60 + 15));
        assertEquals(Optional.empty(), counted.exceeded(merchant));
        Duration wait = counted.exceeded(merchant).orElseThrow();
        assertTrue(wait.compareTo(Duration.ofSeconds(44)) >= 0 && wait.compareTo(Duration.ofSeconds(45)) <= 0, wait.toString());
    }

    @Test
    void withoutALimitNothingIsCounted() {
        DynamoCreationLimit none = new DynamoCreationLimit(TestTable.unreachable(),
                TestTable.CONFIG, () -> 0, clock);
        assertEquals(Optional.empty(), none.exceeded(merchant));
    }

    private DynamoCreationLimit limit(int requests) {
        return new DynamoCreationLimit(TestTable.overHttp(), TestTable.CONFIG, () -> requests, clock);
    }

    private QueryResponse item(int shard) {
        return TestTable.overHttp().query(request -> request.tableName(TestTable.CONFIG.table()).keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", Keys.creationCount(merchant,
                        clock.instant().truncatedTo(ChronoUnit.MINUTES), shard).get("pk"))));
    }
}
