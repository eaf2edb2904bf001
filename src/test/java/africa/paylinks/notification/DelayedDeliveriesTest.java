package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDelayedDeliveries;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.TestTable;
import africa.paylinks.payment.Due;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.queue.QueuedMessage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DelayedDeliveriesTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final NewsWorld world = new NewsWorld(clock);
    private final PlayedEndpoint endpoint = new PlayedEndpoint();

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void whatIsDelayedComesBackOnceWhenItIsDueAndNotBefore() {
        TestTable.Empty table = TestTable.empty();
        DueIndex index = new DynamoDueIndex(table.client(), table.config());
        DynamoDelayedDeliveries delayed = new DynamoDelayedDeliveries(table.client(), table.config());
        PlayedQueue queue = new PlayedQueue(clock);
        DueDeliveries due = new DueDeliveries(index, queue, world.config);
        Set<NewsMessage> expected = new HashSet<>();
        for (int number = 0; number < 130; number++) {
            NewsMessage message = new NewsMessage("evt_" + number, "pay_" + number % 3, "shop", number % 2);
            expected.add(message);
            delayed.delay(message.delayed(), clock.instant().plus(Duration.ofMinutes(30)));
            delayed.delay(message.delayed(), clock.instant().plus(Duration.ofMinutes(5)));
        }
        assertEquals(0, all(due));
        clock.advance(Duration.ofMinutes(5));
        assertEquals(130, all(due));
        assertEquals(expected, new HashSet<>(queue.bodies(PlayedQueue.NEWS).stream().map(NewsMessage::read).toList()));
        clock.advance(Duration.ofHours(1));
        assertEquals(0, all(due));
    }

    private int all(DueDeliveries due) {
        int queued = 0;
        for (int shard = 0; shard < DueIndex.SHARDS; shard++) {
            queued += due.queue(shard, clock.instant(), () -> false);
        }
        return queued;
    }

    @Test
    void waitingIsNoFailureSoThatNothingIsADeadLetterBeforeItsEightAttempts() {
        world.endpoint(endpoint.url(), NewsWorld.SECRET);
        endpoint.answer(any -> 500);
        List<PaymentTerms> backlog = List.of(world.payment(), world.payment(), world.payment());
        backlog.forEach(world::publish);
        int most = 0;
        for (var next = world.queue.next(PlayedQueue.NEWS); next.isPresent(); next = world.queue.next(PlayedQueue.NEWS)) {
            Duration wait = Duration.between(clock.instant(), next.get());
            clock.advance(wait.isNegative() ? Duration.ZERO : wait);
            QueuedMessage message = world.queue.receive(PlayedQueue.NEWS, 0).orElseThrow();
            most = Math.max(most, message.attempt());
            assertEquals(List.of(), world.messages.work(List.of(message)));
            world.queue.delete(PlayedQueue.NEWS, message.receiptHandle());
        }
        assertEquals(1, most, "received again only after a failure of ours");
        backlog.forEach(terms -> assertEquals(8, world.attempts(terms).size()));
        assertEquals(3, world.queue.bodies(PlayedQueue.DEAD).size());
        assertEquals(18, world.delayed.size());
        assertTrue(world.delayed.stream().allMatch(wait -> wait.compareTo(Duration.ofMinutes(1)) > 0));
    }
}
