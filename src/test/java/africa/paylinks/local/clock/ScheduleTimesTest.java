package africa.paylinks.local.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ScheduleTimesTest {

    private static final Instant START = Instant.parse("2026-11-29T07:00:20Z");

    private final NavigableSet<Instant> due = new TreeSet<>();
    private final Function<Instant, Optional<Instant>> firstAfter = time -> Optional.ofNullable(due.higher(time));
    private Instant last = at("2026-11-29T07:00:00Z");
    private final ScheduleTimes everyMinute = new ScheduleTimes(Duration.ofMinutes(1), START);

    @Test
    void withoutWorkAShortScheduleWaitsAndADailyOneDoesNot() {
        assertEquals(Optional.empty(), everyMinute.next(firstAfter));
        assertEquals(Optional.of(at("2026-11-30T00:00:00Z")), new ScheduleTimes(Duration.ofDays(1), START).next(firstAfter));
    }

    @Test
    void theFirstTimeAtWhichWorkIsDueIsNext() {
        due.add(at("2026-11-29T09:00:00Z"));
        assertEquals(Optional.of(at("2026-11-29T09:00:00Z")), everyMinute.next(firstAfter));
        due.add(at("2026-11-29T08:00:00.001Z"));
        assertEquals(Optional.of(at("2026-11-29T08:01:00Z")), everyMinute.next(firstAfter));
    }

    @Test
    void overdueWorkIsTriedAtTwiceTheDistanceUntilACallChangesSomething() {
        due.add(at("2026-11-29T06:00:00Z"));
        assertEquals(List.of(1L, 2L, 4L, 8L), gaps(4, false));
        assertEquals(List.of(16L), gaps(1, true));
        assertEquals(List.of(1L, 2L), gaps(2, false));
        assertEquals(360, gaps(20, false).get(19));
    }

    @Test
    void overdueWorkDoesNotHideWorkThatFallsDueMeanwhile() {
        due.add(at("2026-11-29T06:00:00Z"));
        gaps(8, false);
        Instant soon = last.plusSeconds(60);
        due.add(soon);
        assertEquals(Optional.of(soon), everyMinute.next(firstAfter));
    }

    @Test
    void countsTheTimesThatPassWithoutACall() {
        everyMinute.called(at("2026-11-29T07:10:00Z"), true);
        everyMinute.called(everyMinute.lastUntil(at("2026-11-29T08:00:59Z")).orElseThrow(), false);
        assertEquals(2, everyMinute.calls());
        assertEquals(58, everyMinute.skipped());
        assertEquals(Optional.empty(), everyMinute.lastUntil(at("2026-11-29T08:00:59Z")));
    }

    private List<Long> gaps(int count, boolean hasChanged) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant next = everyMinute.next(firstAfter).orElseThrow();
            gaps.add(Duration.between(last, next).toMinutes());
            everyMinute.called(next, hasChanged);
            last = next;
        }
        return gaps;
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }
}
