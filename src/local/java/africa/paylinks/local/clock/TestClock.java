package africa.paylinks.local.clock;

import africa.paylinks.local.dynamodb.DynamoDb;
import africa.paylinks.local.events.LocalEvents;
import africa.paylinks.local.events.Schedules;
import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.time.LocalClock;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Moves the clock of the local stack from one due time to the next, and lets the stack come to rest at each. Schedules do not run by real time
 * meanwhile.
 */
public final class TestClock {

    /** Not the schedule's: functions process what is due now, and leave what falls due later to the next stop. */
    private static final String SOURCE = "paylinks.clock";

    private final LocalClock clock;
    private final DynamoDb tables;
    private final String table;
    private final LocalEvents events;
    private final Schedules schedules;
    private final Functions functions;
    private final Duration limit;
    private final IdleDetector idle;
    private final ReentrantLock moving = new ReentrantLock();
    private volatile Optional<ChangeCounter> counting = Optional.empty();

    /**
     * Drives the clock of these parts.
     *
     * @param table the table whose items are due at some time
     * @param limit real time that a move may take
     */
    public TestClock(LocalClock clock, DynamoDb tables, String table, LocalEvents events, Schedules schedules, Functions functions, Duration limit) {
        this.clock = clock;
        this.tables = tables;
        this.table = table;
        this.events = events;
        this.schedules = schedules;
        this.functions = functions;
        this.limit = limit;
        this.idle = new IdleDetector(clock, events, schedules);
        tables.onChange((before, after) -> {
            clock.activity().touch();
            counting.ifPresent(counter -> counter.changed(before, after));
        });
    }

    /** Returns whether the clock is being moved. */
    boolean isMoving() {
        return moving.isLocked();
    }

    Instant now() {
        return clock.instant();
    }

    /** Returns what the clock shows and what waits for its time. */
    ObjectNode state() {
        ObjectNode state = Json.object().put("now", clock.instant().toString()).put("offset", clock.offset().toString()).put("moving", isMoving());
        state.set("pending", pending());
        return state;
    }

    /**
     * Moves the clock, and returns what happened; empty when it is being moved already.
     *
     * @throws InterruptedException when the stack is being stopped
     */
    Optional<ObjectNode> moveTo(Instant target) throws InterruptedException {
        if (!moving.tryLock()) {
            return Optional.empty();
        }
        try {
            Move move = new Move(target);
            counting = Optional.of(move.changes);
            schedules.pause(true);
            return Optional.of(move.run());
        } finally {
            schedules.pause(false);
            counting = Optional.empty();
            moving.unlock();
        }
    }

    private ObjectNode pending() {
        Instant now = clock.instant();
        DueTimes due = new DueTimes(tables, table);
        ObjectNode pending = Json.object().put("overdue", due.until(now)).put("due", due.after(now))
                .put("nextDueAt", due.firstAfter(now).map(Instant::toString).orElse(null));
        pending.set("queued", Json.tree(events.waiting()));
        return pending;
    }

    /** One move. */
    private final class Move {

        private final Instant target;
        private final Instant before = clock.instant();
        private final long begin = System.nanoTime();
        private final ChangeCounter changes = new ChangeCounter(clock);
        private final Map<Schedules.Entry, ScheduleTimes> times = new LinkedHashMap<>();
        private int steps;
        private int expired;

        Move(Instant target) {
            this.target = target;
            schedules.entries().forEach(entry -> times.put(entry, new ScheduleTimes(entry.rate(), before)));
        }

        ObjectNode run() throws InterruptedException {
            boolean isIdle = idle.await(end());
            for (Optional<Instant> next = next(); isIdle && next.isPresent(); next = next()) {
                isIdle = step(next.get(), false);
            }
            isIdle = isIdle && step(target, true);
            return answer(isIdle);
        }

        private long end() {
            return begin + limit.toNanos();
        }

        /** The next time up to the target at which something happens. */
        private Optional<Instant> next() {
            DueTimes due = new DueTimes(tables, table);
            return Stream.concat(Stream.of(events.nextVisible(), clock.nextWakeUp()), times.values().stream().map(schedule -> schedule.next(due::firstAfter)))
                    .flatMap(Optional::stream).filter(time -> !time.isAfter(target)).min(Instant::compareTo);
        }

        /** Moves the clock to a time, does what is due, and returns whether the stack has come to rest. */
        private boolean step(Instant at, boolean isLast) throws InterruptedException {
            steps++;
            clock.moveTo(at);
            expired += tables.expire(table);
            // What the clock wakes up goes first, so that a schedule finds its results as it would in real time.
            if (!idle.await(end())) {
                return false;
            }
            DueTimes due = new DueTimes(tables, table);
            long writes = changes.writes();
            Map<ScheduleTimes, Instant> called = new LinkedHashMap<>();
            times.forEach((entry, schedule) -> (isLast ? schedule.lastUntil(at) : schedule.next(due::firstAfter).filter(time -> !time.isAfter(at)))
                    .ifPresent(time -> {
                        called.put(schedule, time);
                        schedules.call(functions, entry, SOURCE);
                    }));
            boolean isIdle = called.isEmpty() || idle.await(end());
            called.forEach((schedule, time) -> schedule.called(time, changes.writes() > writes));
            return isIdle;
        }

        private ObjectNode answer(boolean isComplete) {
            ObjectNode answer = Json.object().put("before", before.toString()).put("after", clock.instant().toString()).put("complete", isComplete)
                    .put("steps", steps).put("tookMillis", Duration.ofNanos(System.nanoTime() - begin).toMillis())
                    .put("scheduleRuns", times.values().stream().mapToLong(ScheduleTimes::calls).sum());
            changes.describe(answer);
            answer.put("itemsExpired", expired);
            ObjectNode runs = answer.putObject("schedules");
            times.forEach((entry, schedule) -> runs.putObject(entry.function()).put("runs", schedule.calls()).put("skipped", schedule.skipped()));
            answer.set("pending", pending());
            return answer;
        }
    }
}
