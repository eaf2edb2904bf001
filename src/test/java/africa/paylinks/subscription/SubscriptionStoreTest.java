package africa.paylinks.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SubscriptionStoreTest {

    private final SubscriptionFixture world = new SubscriptionFixture(Instant.parse("2027-02-01T08:00:00Z"));
    private final String id = world.subscribe(Map.of("remindDaysBefore", "0", "metadata", "{\"plan\":\"gold\"}")).path("id").asText();

    private SubscriptionChange advanced() {
        Billing billing = new Billing(world.store.account(id, Optional.empty()).orElseThrow(), world.clock.instant());
        billing.advance();
        return billing.result().orElseThrow();
    }

    @Test
    void ofTwoChangesOfTheSameVersionOneIsWritten() {
        world.clock.advance(Duration.ofHours(1));
        SubscriptionChange one = advanced();
        SubscriptionChange other = advanced();
        assertTrue(world.store.write(one));
        assertFalse(world.store.write(other));
        assertEquals(1, world.store.periods(id).size());
        assertEquals(1, world.store.periods(id).get(0).attempts().size());
    }

    @Test
    void aPeriodIsOpenedOnce() {
        world.clock.advance(Duration.ofHours(1));
        SubscriptionChange change = advanced();
        assertTrue(world.store.write(change));
        Subscription current = world.store.find(id).orElseThrow();
        SubscriptionChange again = new SubscriptionChange(current, change.opened(), List.of(), List.of(), Optional.empty());
        assertFalse(world.store.write(again), "the version is right, but the period exists");
        assertEquals(current, world.store.find(id).orElseThrow());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        world.clock.advance(Duration.ofHours(1));
        SubscriptionChange change = advanced();
        world.store.write(change);
        SubscriptionAccount account = world.store.account(id, Optional.of(LocalDate.parse("2030-01-01"))).orElseThrow();
        assertEquals(change.opened(), account.periods());
        assertEquals(change.next().terms(), account.subscription().terms());
        assertEquals(change.next().open(), account.subscription().open());
        assertEquals(change.next().version() + 1, account.subscription().version());
        assertEquals(Optional.empty(), world.store.account("sub_2b4d6f7h2j4k6m7n2p4q6r7s2t", Optional.empty()));
    }

    @Test
    void concurrentChangesAllHappenOneAfterTheOther() throws Exception {
        SubscriptionUpdater updater = new SubscriptionUpdater(world.store, world.clock);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = IntStream.range(0, 12).<Future<?>>mapToObj(i -> threads.submit(() -> updater.update(id, Optional.empty(), billing -> {
                billing.pause(Optional.empty());
                billing.resume();
            }))).toList();
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        List<SubscriptionEvent> events = world.store.events(id);
        assertEquals(25, events.size());
        assertEquals(LongStream.rangeClosed(1, 25).boxed().toList(), events.stream().map(SubscriptionEvent::sequence).toList());
    }
}
