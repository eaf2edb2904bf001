package africa.paylinks.subscription;

import africa.paylinks.payment.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How unpaid periods are charged again. Two clocks run: failures that the customer can mend count, and are retried days
 * apart; soft failures, such as an outage of the provider, are retried within minutes to hours and never count.
 *
 * @param retryAfterDays days from the period's first failed attempt to each retry, ascending
 * @param graceDays      days from the charge date in which the merchant goes on serving a customer who is past due
 * @param afterLastRetry what happens when the last retry fails
 */
public record DunningPolicy(List<Integer> retryAfterDays, int graceDays, AfterLastRetry afterLastRetry) {

    /** The policy of a subscription that states none. */
    public static final DunningPolicy DEFAULT = new DunningPolicy(List.of(1, 3, 7), 0, AfterLastRetry.SUSPEND);
    /** The maximum number of retries. */
    public static final int MAX_RETRIES = 30;
    /** The maximum number of days to a retry, and of grace. */
    public static final int MAX_DAYS = 90;

    private static final Set<String> SOFT = Set.of("creation-unknown", "network-error", "provider-error", "provider-unavailable");
    private static final List<Duration> SOFT_RETRIES = List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15),
            Duration.ofMinutes(30), Duration.ofHours(1));

    public DunningPolicy {
        retryAfterDays = List.copyOf(retryAfterDays);
    }

    /**
     * When to retry after a counted failure.
     *
     * @param firstAttempt the local date of the period's first counted attempt
     * @param failures     the number of counted failures so far, at least 1
     * @return empty when no retry is left
     */
    Optional<Instant> retryAt(BillingCalendar calendar, LocalDate firstAttempt, int failures) {
        return failures > retryAfterDays.size()
                ? Optional.empty()
                : Optional.of(calendar.at(firstAttempt.plusDays(retryAfterDays.get(failures - 1))));
    }

    /** The end of the grace period of a charge date. */
    Instant graceUntil(BillingCalendar calendar, LocalDate date) {
        return calendar.at(date.plusDays(graceDays));
    }

    /** Whether a failure is not the customer's: it does not count. */
    static boolean isSoft(Failure failure) {
        return SOFT.contains(failure.code());
    }

    /**
     * The delay until the next attempt after a soft failure.
     *
     * @param earlier the number of soft failures before this one
     */
    static Duration softRetryAfter(int earlier) {
        return SOFT_RETRIES.get(Math.min(earlier, SOFT_RETRIES.size() - 1));
    }
}
