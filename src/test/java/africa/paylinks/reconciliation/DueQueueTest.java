package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.TestTable;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DueQueueTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration LEASE = Duration.ofDays(1);

    private final AdjustableClock clock = new AdjustableClock(NOW);
    private final ReconciliationFixture fixture = new ReconciliationFixture(clock);

    @Test
    void whatTwoRunsLeaveToEachOtherIsStillTaken() {
        open(60);
        DueQueue first = queue();
        DueQueue second = queue();
        List<DueItem> ofFirst = IntStream.range(0, 6).mapToObj(number -> first.next().orElseThrow()).toList();
        List<DueItem> ofSecond = IntStream.range(0, 6).mapToObj(number -> second.next().orElseThrow()).toList();
        assertEquals(ofFirst, ofSecond);
        List<DueItem> taken = new ArrayList<>();
        ofFirst.subList(0, 3).forEach(due -> lease(first, due).ifPresent(taken::add));
        ofSecond.subList(3, 6).forEach(due -> lease(second, due).ifPresent(taken::add));
        ofSecond.subList(0, 3).forEach(due -> lease(second, due).ifPresent(taken::add));
        ofFirst.subList(3, 6).forEach(due -> lease(first, due).ifPresent(taken::add));
        assertEquals(6, taken.size());
        rest(first).forEach(taken::add);
        rest(second).forEach(taken::add);
        assertEquals(60, new HashSet<>(taken.stream().map(DueItem::subject).toList()).size());
        assertEquals(60, taken.size());
    }

    @Test
    void someRunTakesEachItemInWhateverOrderTheirWorkersAreServed() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            open(70);
            List<DueQueue> runs = Stream.generate(this::queue).limit(3).toList();
            List<Worker> workers = new ArrayList<>();
            runs.forEach(run -> Stream.generate(() -> new Worker(run)).limit(8).forEach(workers::add));
            while (!workers.isEmpty()) {
                Worker worker = workers.get(random.nextInt(workers.size()));
                if (!worker.step()) {
                    workers.remove(worker);
                }
            }
            TestTable.settle();
            assertEquals(Optional.empty(), queue().next(), "seed " + seed);
        }
    }

    private Optional<DueItem> lease(DueQueue run, DueItem due) {
        Optional<DueItem> leased = fixture.index.move(due, clock.instant().plus(LEASE));
        run.leased(leased.isPresent());
        return leased;
    }

    private List<DueItem> rest(DueQueue run) {
        List<DueItem> taken = new ArrayList<>();
        for (Optional<DueItem> next = run.next(); next.isPresent(); next = run.next()) {
            lease(run, next.get()).ifPresent(taken::add);
        }
        return taken;
    }

    private void open(int payments) {
        for (int number = 0; number < payments; number++) {
            fixture.opened("bank", Duration.ofDays(1));
        }
        clock.advance(Duration.ofSeconds(33));
        TestTable.settle();
    }

    private DueQueue queue() {
        int fullest = IntStream.range(0, DueIndex.SHARDS).boxed().max(Comparator.comparing(shard ->
                fixture.index.page("bank", shard, clock.instant(), 100, Optional.empty()).size())).orElseThrow();
        return new DueQueue(fixture.index, "bank", clock.instant(), fullest, 1_000);
    }

    /** One of a run's workers, between whose calls others are served. */
    private final class Worker {

        private final DueQueue run;
        private Optional<DueItem> held = Optional.empty();
        private Optional<Boolean> answer = Optional.empty();

        private Worker(DueQueue run) {
            this.run = run;
        }

        /** @return whether there is more to do */
        private boolean step() {
            if (answer.isPresent()) {
                run.leased(answer.get());
                answer = Optional.empty();
                held = Optional.empty();
            } else if (held.isPresent()) {
                answer = Optional.of(fixture.index.move(held.get(), clock.instant().plus(LEASE)).isPresent());
            } else {
                held = run.next();
                return held.isPresent();
            }
            return true;
        }
    }
}
