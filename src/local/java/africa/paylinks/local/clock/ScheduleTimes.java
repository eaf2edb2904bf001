package africa.paylinks.local.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * When a schedule calls its function while the clock moves. A daily schedule keeps all its times. A shorter one is called at the first of its times
 * at which new work is due; while a call changes nothing although work is due, the next calls are twice as far apart each.
 */
final class ScheduleTimes {

    private static final Duration ALWAYS_CALLED = Duration.ofDays(1);
    private static final Duration LONGEST_GAP = Duration.ofHours(6);

    private final Duration rate;
    private Instant last;
    private Duration gap;
    private long calls;
    private long passed;

    /** @param start where the clock begins to move */
    ScheduleTimes(Duration rate, Instant start) {
        this.rate = rate;
        this.last = atOrBefore(start);
        this.gap = rate;
    }

    /**
     * Returns the next time at which the function is called.
     *
     * @param due returns the first time after another one at which work is due
     */
    Optional<Instant> next(Function<Instant, Optional<Instant>> due) {
        if (rate.compareTo(ALWAYS_CALLED) >= 0) {
            return Optional.of(last.plus(rate));
        }
        Optional<Instant> fresh = due.apply(last).map(this::atOrAfter);
        boolean isOverdue = due.apply(Instant.EPOCH).filter(first -> !first.isAfter(last)).isPresent();
        Instant again = last.plus(gap);
        return isOverdue && fresh.filter(again::isAfter).isEmpty() ? Optional.of(again) : fresh;
    }

    /** Returns the latest time of the schedule up to the target that has not had its call. */
    Optional<Instant> lastUntil(Instant target) {
        return Optional.of(atOrBefore(target)).filter(last::isBefore);
    }

    /** Records a call. */
    void called(Instant at, boolean hasChanged) {
        passed += Duration.between(last, at).dividedBy(rate);
        calls++;
        last = at;
        Duration twice = gap.multipliedBy(2);
        gap = hasChanged ? rate : twice.compareTo(LONGEST_GAP) > 0 ? LONGEST_GAP : twice;
    }

    long calls() {
        return calls;
    }

    /** Returns how many times of the schedule passed without a call. */
    long skipped() {
        return passed - calls;
    }

    private Instant atOrBefore(Instant time) {
        return time.minusMillis(Math.floorMod(time.toEpochMilli(), rate.toMillis())).minusNanos(time.getNano() % 1_000_000);
    }

    private Instant atOrAfter(Instant time) {
        Instant before = atOrBefore(time);
        return before.equals(time) ? before : before.plus(rate);
    }
}
