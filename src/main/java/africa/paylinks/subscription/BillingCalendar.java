package africa.paylinks.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * The charge dates of a subscription. Date {@code n} is the first date plus {@code n} intervals, never computed from the
 * previous date, so a short month does not shift later ones: 31 January, 28 February, 31 March.
 *
 * @param first    the first charge date
 * @param interval the unit of the interval
 * @param count    the number of units between two charges, at least 1
 * @param zone     the zone of the dates and of the time
 * @param time     the local time of the charges
 */
public record BillingCalendar(LocalDate first, BillingInterval interval, int count, ZoneId zone, LocalTime time) {

    /** The maximum of {@code count}. */
    public static final int MAX_COUNT = 366;

    public BillingCalendar {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("An interval has 1 to " + MAX_COUNT + " units");
        }
    }

    /** Charge date {@code n}, from 0. */
    public LocalDate date(int n) {
        return interval.after(first, (long) n * count);
    }

    /** The time of charge {@code n}. */
    public Instant at(int n) {
        return at(date(n));
    }

    /**
     * The charge time on a date. A local time that the clocks skip is moved forward by the length of the gap; of a local
     * time that occurs twice, the first one counts.
     */
    public Instant at(LocalDate date) {
        return date.atTime(time).atZone(zone).toInstant();
    }

    /** The local date at that time. */
    public LocalDate dateOf(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }
}
