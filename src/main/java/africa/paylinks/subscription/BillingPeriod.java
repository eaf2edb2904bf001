package africa.paylinks.subscription;

import africa.paylinks.payment.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A period of a subscription, named by its charge date. A subscription has at most one for each date.
 *
 * @param index         the number of the charge date in the calendar
 * @param amount        the amount when the period fell due; later changes of the subscription do not affect it
 * @param policy        the dunning policy when the period fell due
 * @param failures      the number of failed attempts that count
 * @param firstFailed   the local date of the first attempt that counts
 * @param nextAttemptAt when the next attempt is planned
 */
public record BillingPeriod(LocalDate date, int index, Money amount, DunningPolicy policy, PeriodStatus status,
        List<Attempt> attempts, int failures, Optional<LocalDate> firstFailed, Optional<Instant> nextAttemptAt) {

    public BillingPeriod {
        attempts = List.copyOf(attempts);
    }

    static BillingPeriod due(LocalDate date, int index, SubscriptionTerms terms, Instant now) {
        return new BillingPeriod(date, index, terms.amount(), terms.policy(), PeriodStatus.DUE, List.of(), 0, Optional.empty(),
                Optional.of(now));
    }

    static BillingPeriod skipped(LocalDate date, int index, SubscriptionTerms terms) {
        return new BillingPeriod(date, index, terms.amount(), terms.policy(), PeriodStatus.SKIPPED, List.of(), 0, Optional.empty(),
                Optional.empty());
    }

    /** The attempt without an outcome; there is at most one. */
    public Optional<Attempt> live() {
        return attempts.stream().filter(attempt -> attempt.status().isLive()).findFirst();
    }

    /** Whether an attempt that counts has failed, and another one is planned or on its way. */
    boolean isRetried() {
        return status.isAwaited() && attempts.stream().anyMatch(attempt -> attempt.status() == AttemptStatus.FAILED && !attempt.soft()
                && !attempt.requested());
    }

    /** Whether it is paid while another attempt has no outcome yet. */
    boolean isWatched() {
        return status == PeriodStatus.PAID && live().isPresent();
    }

    /** The attempt whose payment has this id. */
    Optional<Attempt> attempt(String paymentId) {
        return attempts.stream().filter(attempt -> attempt.paymentId().equals(paymentId)).findFirst();
    }

    BillingPeriod with(PeriodStatus next, Optional<Instant> attemptAt) {
        return new BillingPeriod(date, index, amount, policy, next, attempts, failures, firstFailed, attemptAt);
    }

    /** A copy with a new or a changed attempt. */
    BillingPeriod with(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(attempts);
        if (attempt.number() == all.size()) {
            all.add(attempt);
        } else {
            all.set(attempt.number(), attempt);
        }
        return new BillingPeriod(date, index, amount, policy, status, all, failures, firstFailed, nextAttemptAt);
    }

    BillingPeriod counting(int counted, Optional<LocalDate> first) {
        return new BillingPeriod(date, index, amount, policy, status, attempts, counted, first, nextAttemptAt);
    }

    /** The number of soft failures since the last attempt that counts. */
    int softFailures() {
        int soft = 0;
        for (int i = attempts.size() - 1; i >= 0 && attempts.get(i).soft(); i--) {
            soft++;
        }
        return soft;
    }
}
