package africa.paylinks.subscription;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** The unit of a billing interval. */
public enum BillingInterval {
    DAY,
    WEEK,
    MONTH,
    YEAR;

    /** The date that many units later; the last day of the month if the month is too short. */
    LocalDate after(LocalDate date, long units) {
        return switch (this) {
            case DAY -> date.plusDays(units);
            case WEEK -> date.plusWeeks(units);
            case MONTH -> date.plusMonths(units);
            case YEAR -> date.plusYears(units);
        };
    }

    /** The name in the API, such as {@code month}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The interval with that name in the API. */
    public static Optional<BillingInterval> named(String name) {
        for (BillingInterval interval : values()) {
            if (interval.wireName().equals(name)) {
                return Optional.of(interval);
            }
        }
        return Optional.empty();
    }
}
