package africa.paylinks.local.sandbox.kommo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Allows seven requests in any second. If blocking is enabled, a caller that keeps exceeding the limit is blocked. */
final class KommoRateLimit {

    enum Verdict { WELCOME, TOO_MANY, BLOCKED }

    static final int PER_SECOND = 7;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration EXCESS_COUNTS_FOR = Duration.ofSeconds(10);

    private final Clock clock;
    private final Deque<Instant> recent = new ArrayDeque<>();
    private final Deque<Instant> served = new ArrayDeque<>();
    private final Deque<Instant> refused = new ArrayDeque<>();
    private int refusals;
    private int peak;
    private int blockAfter;
    private boolean blocked;

    KommoRateLimit(Clock clock) {
        this.clock = clock;
    }

    synchronized Verdict take() {
        Instant now = clock.instant();
        forget(recent, now.minus(SECOND));
        forget(served, now.minus(SECOND));
        forget(refused, now.minus(EXCESS_COUNTS_FOR));
        recent.add(now);
        peak = Math.max(peak, recent.size());
        if (blocked) {
            return Verdict.BLOCKED;
        }
        if (served.size() < PER_SECOND) {
            served.add(now);
            return Verdict.WELCOME;
        }
        refusals++;
        refused.add(now);
        blocked = blockAfter > 0 && refused.size() >= blockAfter;
        return Verdict.TOO_MANY;
    }

    /** Blocks callers after that many excess requests within 10 seconds, or never when 0. */
    synchronized void blockAfter(int times) {
        blockAfter = times;
    }

    synchronized void block(boolean now) {
        blocked = now;
        refused.clear();
    }

    synchronized void describe(ObjectNode totals) {
        totals.putObject("rate").put("limitPerSecond", PER_SECOND).put("peakPerSecond", peak).put("refused", refusals).put("blockAfter", blockAfter)
                .put("blocked", blocked);
    }

    private static void forget(Deque<Instant> times, Instant until) {
        while (!times.isEmpty() && !times.peekFirst().isAfter(until)) {
            times.removeFirst();
        }
    }
}
