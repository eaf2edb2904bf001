package africa.paylinks.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A subscription: its terms and its current state.
 *
 * @param version           the number of writes so far; a write is accepted only for the version that it has read
 * @param next              the number of the next charge date that has not come yet
 * @param current           the last charge date that has come
 * @param paid              the number of paid periods
 * @param open              the dates of periods that are due and not paid, oldest first
 * @param watched           the dates of paid periods with another attempt whose outcome is not known
 * @param reminded          the highest number of a charge date whose reminder was sent or is not needed; -1 for none
 * @param cancelAtPeriodEnd whether it ends at the next charge date
 * @param resumesAt         when a pause ends by itself
 * @param graceUntil        until when a customer who is past due is still served
 * @param events            the number of events so far, which orders them
 */
public record Subscription(SubscriptionTerms terms, SubscriptionStatus status, long version, int next, Optional<LocalDate> current,
        int paid, List<LocalDate> open, List<LocalDate> watched, int reminded, boolean cancelAtPeriodEnd, Optional<Instant> resumesAt,
        Optional<Instant> graceUntil, long events, Instant updatedAt) {

    public Subscription {
        open = List.copyOf(open);
        watched = List.copyOf(watched);
    }

    public String id() {
        return terms.id();
    }

    /** Whether a further period will open: it has not ended, and those that are open do not complete it. */
    public boolean hasNext() {
        return !status.isEnded() && (terms.payments().isEmpty() || paid + open.size() < terms.payments().getAsInt());
    }

    /** The time of the next charge date; empty when there is none or nothing is charged now. */
    public Optional<Instant> nextChargeAt() {
        if (!hasNext() || status == SubscriptionStatus.SUSPENDED || cancelAtPeriodEnd) {
            return Optional.empty();
        }
        if (status != SubscriptionStatus.PAUSED) {
            return Optional.of(terms.calendar().at(next));
        }
        return resumesAt.map(resumed -> {
            int n = next;
            while (terms.calendar().at(n).isBefore(resumed)) {
                n++;
            }
            return terms.calendar().at(n);
        });
    }

    /** When the merchant is reminded of the next charge; empty when it is not, or was already. */
    public Optional<Instant> nextReminderAt() {
        if (terms.remindDaysBefore() == 0 || reminded >= next || nextChargeAt().isEmpty() || status == SubscriptionStatus.PAUSED) {
            return Optional.empty();
        }
        BillingCalendar calendar = terms.calendar();
        Instant wanted = calendar.at(calendar.date(next).minusDays(terms.remindDaysBefore()));
        // Of an interval that is shorter than the notice, the reminder follows the previous charge.
        return Optional.of(next == 0 || wanted.isAfter(calendar.at(next - 1)) ? wanted : calendar.at(next - 1));
    }

    /** Whether the customer is past due and still within the days of grace. */
    public boolean isInGrace(Instant now) {
        return status == SubscriptionStatus.PAST_DUE && graceUntil.filter(now::isBefore).isPresent();
    }
}
