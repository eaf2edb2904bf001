package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.CrashPoint;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.payment.DueItem;
import africa.paylinks.subscription.SubscriptionCharging;
import africa.paylinks.subscription.SubscriptionFixture;
import africa.paylinks.subscription.SubscriptionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
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

    /** Fifty runs at once; how many items they took. */
    private int fiftyRuns() throws Exception {
        ExecutorService runs = Executors.newFixedThreadPool(50);
        try {
            List<Future<RunSummary>> all = IntStream.range(0, 50).mapToObj(i -> runs.submit(() -> run(Settings.USUAL.concurrency(1)).run())).toList();
            int taken = 0;
            for (Future<RunSummary> each : all) {
                taken += each.get().taken();
                assertEquals(0, each.get().failed());
            }
            return taken;
        } finally {
            runs.shutdownNow();
        }
    }

    @Test
    void fiftyOverlappingRunsDebitEachOfAThousandSubscriptionsOnce() throws Exception {
        subscribe(1000);
        int taken = fiftyRuns();
        assertTrue(taken >= 1000, taken + " taken");
        assertEquals(1000, world.debiting.calls.size());
        assertEquals(1000, new HashSet<>(world.debiting.calls).size());
    }

    @Test
    void whatKilledRunsLeaveOfAThousandSubscriptionsIsDebitedOnceByFiftyOthers() throws Exception {
        subscribe(1000);
        List<DueItem> due = world.due();
        assertEquals(1000, due.size());
        // The first one is not killed, and tells how many calls to the outside there are; the others are killed before and after each.
        int calls = charge(due.get(0), CrashPoint.never());
        assertTrue(calls >= 6, calls + " calls");
        int killed = 0;
        for (int i = 1; i < due.size(); i++) {
            int call = i / 2 % calls + 1;
            CrashPoint crash = i % 2 == 0 ? CrashPoint.before(call) : CrashPoint.after(call);
            charge(due.get(i), crash);
            killed += crash.hasKilled() ? 1 : 0;
        }
        assertTrue(killed > 900, killed + " killed");
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted();
        // What the dead had reserved is free after its lease.
        world.clock.advance(Duration.ofMinutes(3));
        world.settle();
        fiftyRuns();
        Set<String> references = due.stream().map(item -> "SUB-" + ((DueItem.OfSubscription) item.subject()).subscriptionId() + "-2027-02-01")
                .collect(Collectors.toSet());
        assertEquals(references, new HashSet<>(world.debiting.calls));
        world.settle();
        fiftyRuns();
        assertEquals(references, new HashSet<>(world.debiting.calls));
    }

    private int charge(DueItem due, CrashPoint crash) {
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted(crash);
        SubscriptionCharging mortal = world.charging(crash.between(SubscriptionStore.class, world.store),
                crash.between(IdempotencyStore.class, world.idempotency()));
        try {
            mortal.process(((DueItem.OfSubscription) due.subject()).subscriptionId()).ifPresent(at -> world.index.release(due, at));
        } catch (CrashPoint.Killed killed) {
            assertTrue(crash.hasKilled());
        }
        return crash.calls();
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
