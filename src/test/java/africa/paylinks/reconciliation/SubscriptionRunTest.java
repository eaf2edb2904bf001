package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.subscription.SubscriptionFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs over a table without HTTP: fifty runs that want the same thousand subscriptions make some 60,000 calls. */
@Tag("slow")
class SubscriptionRunTest {

    private final SubscriptionFixture world = SubscriptionFixture.inProcess(Instant.parse("2027-02-01T08:00:00Z"));

    private void subscribe(int count) {
        IntStream.range(0, count).parallel().forEach(i -> assertEquals(201,
                world.call("shop", "POST", "", SubscriptionFixture.body(Map.of("remindDaysBefore", "0"))).status()));
        world.clock.advance(Duration.ofHours(1));
        world.settle();
    }

    private SubscriptionRun run(Settings settings) {
        return new SubscriptionRun(world.index, new SubscriptionReconciler(world.charging), world.outages, new ThreadTaskRunner(),
                world.clock::advance, world.clock, settings);
    }

    @Test
    void fiftyOverlappingRunsDebitEachOfAThousandSubscriptionsOnce() throws Exception {
        subscribe(1000);
        ExecutorService runs = Executors.newFixedThreadPool(50);
        try {
            List<Future<RunSummary>> all = IntStream.range(0, 50).mapToObj(i -> runs.submit(() -> run(Settings.USUAL.concurrency(1)).run())).toList();
            int taken = 0;
            for (Future<RunSummary> each : all) {
                taken += each.get().taken();
                assertEquals(0, each.get().failed());
            }
            assertTrue(taken >= 1000, taken + " taken");
        } finally {
            runs.shutdownNow();
        }
        assertEquals(1000, world.debiting.calls.size());
        assertEquals(1000, new HashSet<>(world.debiting.calls).size());
    }

    @Test
    void aRunTakesNoMoreThanItMay() {
        subscribe(30);
        assertEquals(20, run(Settings.USUAL.items(20)).run().taken());
        assertEquals(20, world.debiting.calls.size());
        world.settle();
        run(Settings.USUAL).run();
        assertEquals(30, new HashSet<>(world.debiting.calls).size());
    }
}
