package africa.paylinks.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Builds a changed copy of a subscription. */
final class SubscriptionEdit {

    private final Subscription of;
    private SubscriptionTerms terms;
    private SubscriptionStatus status;
    private int next;
    private Optional<LocalDate> current;
    private int paid;
    private List<LocalDate> open;
    private List<LocalDate> watched;
    private int reminded;
    private boolean cancelAtPeriodEnd;
    private Optional<Instant> resumesAt;
    private Optional<Instant> graceUntil;
    private long events;
    private Instant updatedAt;

    SubscriptionEdit(Subscription of) {
        this.of = of;
        this.terms = of.terms();
        this.status = of.status();
        this.next = of.next();
        this.current = of.current();
        this.paid = of.paid();
        this.open = of.open();
        this.watched = of.watched();
        this.reminded = of.reminded();
        this.cancelAtPeriodEnd = of.cancelAtPeriodEnd();
        this.resumesAt = of.resumesAt();
        this.graceUntil = of.graceUntil();
        this.events = of.events();
        this.updatedAt = of.updatedAt();
    }

    SubscriptionEdit terms(SubscriptionTerms value) {
        terms = value;
        return this;
    }

    SubscriptionEdit status(SubscriptionStatus value) {
        status = value;
        return this;
    }

    SubscriptionEdit next(int value) {
        next = value;
        return this;
    }

    SubscriptionEdit current(LocalDate value) {
        current = Optional.of(value);
        return this;
    }

    SubscriptionEdit paid(int value) {
        paid = value;
        return this;
    }

    SubscriptionEdit open(List<LocalDate> value) {
        open = value;
        return this;
    }

    SubscriptionEdit watched(List<LocalDate> value) {
        watched = value;
        return this;
    }

    SubscriptionEdit reminded(int value) {
        reminded = value;
        return this;
    }

    SubscriptionEdit cancelAtPeriodEnd(boolean value) {
        cancelAtPeriodEnd = value;
        return this;
    }

    SubscriptionEdit resumesAt(Optional<Instant> value) {
        resumesAt = value;
        return this;
    }

    SubscriptionEdit graceUntil(Optional<Instant> value) {
        graceUntil = value;
        return this;
    }

    SubscriptionEdit events(long value) {
        events = value;
        return this;
    }

    SubscriptionEdit updatedAt(Instant value) {
        updatedAt = value;
        return this;
    }

    Subscription done() {
        return new Subscription(terms, status, of.version(), next, current, paid, open, watched, reminded, cancelAtPeriodEnd, resumesAt,
                graceUntil, events, updatedAt);
    }
}
