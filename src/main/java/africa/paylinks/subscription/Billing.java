package africa.paylinks.subscription;

import africa.paylinks.payment.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rules of a subscription: what a time, an outcome or a merchant's request changes. It decides and writes nothing, so a
 * decision that loses to a concurrent one is simply made again.
 */
final class Billing {

    /** The maximum number of periods that one write opens or skips. */
    private static final int MOST_AT_ONCE = 20;
    /** How long whoever starts an attempt has to ask the provider, before another run does; longer than any run. */
    private static final Duration ASKING_TIME = Duration.ofMinutes(2);
    private static final List<Duration> PENDING_CHECKS = List.of(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6),
            Duration.ofDays(1));

    private final Instant now;
    private final Map<LocalDate, BillingPeriod> periods = new TreeMap<>();
    private final Set<LocalDate> opened = new HashSet<>();
    private final Set<LocalDate> changed = new HashSet<>();
    private final Set<String> started = new HashSet<>();
    private final List<SubscriptionEvent> events = new ArrayList<>();
    private final Subscription seen;
    private final BillingEvents writer;
    private Subscription it;

    Billing(SubscriptionAccount account, Instant now) {
        this.now = now;
        this.seen = account.subscription();
        this.it = seen;
        this.writer = new BillingEvents(now);
        account.periods().forEach(period -> periods.put(period.date(), period));
    }

    /** The change of a new subscription. */
    static SubscriptionChange created(SubscriptionTerms terms, Instant now) {
        BillingCalendar calendar = terms.calendar();
        boolean starts = !calendar.at(0).isAfter(now);
        boolean tooLateToRemind = calendar.at(calendar.date(0).minusDays(terms.remindDaysBefore())).isBefore(now);
        Subscription fresh = new Subscription(terms, starts ? SubscriptionStatus.ACTIVE : SubscriptionStatus.SCHEDULED, 0, 0,
                Optional.empty(), 0, List.of(), List.of(), tooLateToRemind ? 0 : -1, false, Optional.empty(), Optional.empty(), 0, now);
        Billing billing = new Billing(new SubscriptionAccount(fresh, List.of()), now);
        billing.emit("created", Map.of());
        return billing.change();
    }

    /** The change so far; empty when there is nothing to write. */
    Optional<SubscriptionChange> result() {
        return it.equals(seen) && opened.isEmpty() && changed.isEmpty() && events.isEmpty() ? Optional.empty() : Optional.of(change());
    }

    /** The subscription and its periods as they are after the change. */
    SubscriptionAccount account() {
        return new SubscriptionAccount(it, List.copyOf(periods.values()));
    }

    private SubscriptionChange change() {
        List<LocalDate> watched = periods.values().stream().filter(BillingPeriod::isWatched).map(BillingPeriod::date).toList();
        return new SubscriptionChange(edit().watched(watched).updatedAt(now).done(), pick(opened), pick(changed), events, dueAt(Instant.MIN));
    }

    private List<BillingPeriod> pick(Set<LocalDate> dates) {
        return dates.stream().sorted().map(periods::get).toList();
    }

    /** Whatever falls due by the time alone: pauses end, periods open or are skipped, retries and reminders are made. */
    void advance() {
        if (it.status() == SubscriptionStatus.PAUSED && it.resumesAt().filter(at -> !at.isAfter(now)).isPresent()) {
            restart();
        }
        for (int i = 0; i < MOST_AT_ONCE && it.hasNext() && !calendar().at(it.next()).isAfter(now); i++) {
            if (it.cancelAtPeriodEnd()) {
                end("period-end");
                return;
            }
            open();
        }
        startDueAttempts();
        if (it.nextReminderAt().filter(at -> !at.isAfter(now)).isPresent() && it.nextChargeAt().filter(now::isBefore).isPresent()) {
            emit("reminder", Map.of("period", calendar().date(it.next()).toString(), "chargeAt", writer.text(calendar().at(it.next()))));
            it = edit().reminded(it.next()).done();
        }
    }

    private void open() {
        int n = it.next();
        LocalDate date = calendar().date(n);
        opened.add(date);
        if (it.status().isCharged()) {
            periods.put(date, BillingPeriod.due(date, n, it.terms(), now));
            it = edit().next(n + 1).current(date).open(added(it.open(), date)).done();
            if (it.status() == SubscriptionStatus.SCHEDULED) {
                it = edit().status(SubscriptionStatus.ACTIVE).done();
            }
        } else {
            periods.put(date, BillingPeriod.skipped(date, n, it.terms()));
            it = edit().next(n + 1).done();
        }
        if (it.reminded() < n) {
            it = edit().reminded(n).done();
        }
    }

    private void startDueAttempts() {
        if (!it.status().isCharged()) {
            return;
        }
        for (BillingPeriod period : openPeriods().toList()) {
            if (period.status().isAwaited() && period.live().isEmpty()
                    && period.nextAttemptAt().filter(at -> !at.isAfter(now)).isPresent()) {
                start(period, false);
            }
        }
    }

    private void start(BillingPeriod period, boolean requested) {
        int number = period.attempts().size();
        if (number >= ChargeReference.MAX_ATTEMPTS) {
            store(period.with(PeriodStatus.UNPAID, Optional.empty()));
            return;
        }
        Attempt attempt = Attempt.started(number, new ChargeReference(it.id(), period.date(), number).text(), requested, now,
                now.plus(ASKING_TIME));
        started.add(attempt.paymentId());
        store(period.with(attempt).with(PeriodStatus.CHARGING, requested ? period.nextAttemptAt() : Optional.empty()));
    }

    /** Applies what is known about an attempt's payment; repeating it, or applying older knowledge later, changes nothing. */
    void observe(LocalDate date, String paymentId, ChargeOutcome outcome) {
        BillingPeriod period = periods.get(date);
        Optional<Attempt> found = period == null ? Optional.empty() : period.attempt(paymentId);
        if (found.isEmpty()) {
            return;
        }
        Attempt attempt = found.get();
        if (outcome instanceof ChargeOutcome.Paid paid) {
            paid(period, attempt, paid.late());
        } else if (outcome instanceof ChargeOutcome.Failed failed) {
            if (AttemptStatus.FAILED.raises(attempt.status())) {
                failed(period, attempt, failed.failure());
            }
        } else if (outcome instanceof ChargeOutcome.Pending pending) {
            pending(period, attempt, pending);
        } else if (attempt.status() == AttemptStatus.STARTED) {
            Duration wait = DunningPolicy.softRetryAfter(attempt.checks());
            Duration told = ((ChargeOutcome.Unknown) outcome).retryAfter().orElse(Duration.ZERO);
            store(period.with(attempt.checkedAgain(now.plus(told.compareTo(wait) > 0 ? told : wait))));
        }
    }

    private void pending(BillingPeriod period, Attempt attempt, ChargeOutcome.Pending pending) {
        if (attempt.status() == AttemptStatus.PENDING) {
            store(period.with(attempt.checkedAgain(pendingCheck(attempt))));
        } else if (attempt.status() == AttemptStatus.STARTED) {
            Optional<String> link = Optional.of(pending.link()).filter(page -> pending.byCustomer());
            Attempt next = attempt.pending(link, now.plus(PENDING_CHECKS.get(0)));
            store(period.with(next));
            if (link.isPresent() || attempt.number() == 0) {
                emit("payment-due", writer.attempt(period, next));
            }
        }
    }

    private Instant pendingCheck(Attempt attempt) {
        return now.plus(PENDING_CHECKS.get(Math.min(attempt.checks() + 1, PENDING_CHECKS.size() - 1)));
    }

    private void paid(BillingPeriod period, Attempt attempt, boolean late) {
        if (attempt.status() == AttemptStatus.PAID) {
            return;
        }
        boolean again = period.status() == PeriodStatus.PAID;
        Attempt paid = attempt.paid(now);
        BillingPeriod next = period.with(paid).with(PeriodStatus.PAID, Optional.empty());
        store(next);
        Map<String, Object> data = writer.attempt(next, paid);
        data.put("lateSuccess", late || attempt.status() == AttemptStatus.FAILED);
        data.put("paidAgain", again);
        if (again) {
            emit("charged", data);
            return;
        }
        it = edit().paid(it.paid() + 1).open(it.open().stream().filter(date -> !date.equals(period.date())).toList()).done();
        emit("charged", data);
        recover(period);
        if (!it.status().isEnded() && it.terms().payments().isPresent() && it.paid() >= it.terms().payments().getAsInt()) {
            it = edit().status(SubscriptionStatus.COMPLETED).cancelAtPeriodEnd(false).graceUntil(Optional.empty())
                    .resumesAt(Optional.empty()).done();
            emit("completed", Map.of());
        }
    }

    private void recover(BillingPeriod paid) {
        boolean wasBehind = it.status() == SubscriptionStatus.PAST_DUE || it.status() == SubscriptionStatus.SUSPENDED;
        boolean isBehind = openPeriods().anyMatch(BillingPeriod::isRetried);
        boolean isLatest = it.current().filter(paid.date()::equals).isPresent();
        if (!wasBehind || isBehind || it.status() == SubscriptionStatus.SUSPENDED && !isLatest && !it.open().isEmpty()) {
            return;
        }
        if (it.status() == SubscriptionStatus.SUSPENDED) {
            skipUntil(now.plusMillis(1));
        }
        it = edit().status(SubscriptionStatus.ACTIVE).graceUntil(Optional.empty()).done();
        emit("recovered", Map.of("period", paid.date().toString()));
    }

    private void failed(BillingPeriod period, Attempt attempt, Failure failure) {
        boolean soft = DunningPolicy.isSoft(failure);
        BillingPeriod next = period.with(attempt.failed(failure, soft, now));
        if (period.status() == PeriodStatus.PAID || attempt.number() < period.attempts().size() - 1) {
            store(next);
        } else if (attempt.requested()) {
            requestedFailed(next, failure);
        } else if (soft) {
            Instant again = now.plus(DunningPolicy.softRetryAfter(next.softFailures() - 1));
            store(isStopped() ? next.with(PeriodStatus.UNPAID, Optional.empty()) : next.with(PeriodStatus.CHARGING, Optional.of(again)));
        } else {
            counted(next, attempt, failure);
        }
    }

    /** An attempt that the merchant asked for changes neither the schedule nor the count. */
    private void requestedFailed(BillingPeriod period, Failure failure) {
        boolean planned = period.nextAttemptAt().isPresent() && !isStopped();
        BillingPeriod next = period.with(planned ? PeriodStatus.RETRYING : PeriodStatus.UNPAID,
                planned ? period.nextAttemptAt() : Optional.empty());
        store(next);
        emit("charge-failed", writer.failed(next, next.attempts().get(next.attempts().size() - 1), failure));
    }

    private void counted(BillingPeriod period, Attempt attempt, Failure failure) {
        int failures = period.failures() + 1;
        LocalDate first = period.firstFailed().orElseGet(() -> calendar().dateOf(attempt.startedAt()));
        Optional<Instant> retry = isStopped() ? Optional.empty() : period.policy().retryAt(calendar(), first, failures);
        BillingPeriod next = period.counting(failures, Optional.of(first))
                .with(retry.isPresent() ? PeriodStatus.RETRYING : PeriodStatus.UNPAID, retry);
        store(next);
        emit("charge-failed", writer.failed(next, next.attempts().get(attempt.number()), failure));
        if (isStopped()) {
            return;
        }
        if (retry.isEmpty()) {
            giveUp(next);
        } else if (it.status().isCharged() && it.status() != SubscriptionStatus.PAST_DUE) {
            Instant grace = period.policy().graceUntil(calendar(), period.date());
            it = edit().status(SubscriptionStatus.PAST_DUE).graceUntil(Optional.of(grace)).done();
            emit("past-due", Map.of("period", period.date().toString(), "graceUntil", writer.text(grace), "inGrace", now.isBefore(grace)));
        }
    }

    private void giveUp(BillingPeriod period) {
        if (period.policy().afterLastRetry() == AfterLastRetry.CANCEL) {
            end("unpaid");
            return;
        }
        stopRetries();
        it = edit().status(SubscriptionStatus.SUSPENDED).graceUntil(Optional.empty()).resumesAt(Optional.empty()).done();
        emit("suspended", Map.of("period", period.date().toString()));
    }

    private boolean isStopped() {
        return it.status().isStopped();
    }

    private void stopRetries() {
        openPeriods().filter(period -> period.live().isEmpty() && period.status().isAwaited())
                .forEach(period -> store(period.with(PeriodStatus.UNPAID, Optional.empty())));
    }

    private void end(String reason) {
        it = edit().status(SubscriptionStatus.CANCELLED).cancelAtPeriodEnd(false).graceUntil(Optional.empty()).resumesAt(Optional.empty()).done();
        stopRetries();
        emit("cancelled", Map.of("reason", reason));
    }

    /** Pauses it; periods that fall due meanwhile are skipped. */
    void pause(Optional<Instant> resumesAt) {
        boolean isNew = it.status() != SubscriptionStatus.PAUSED;
        if (!isNew && it.resumesAt().equals(resumesAt)) {
            return;
        }
        it = edit().status(SubscriptionStatus.PAUSED).resumesAt(resumesAt).graceUntil(Optional.empty()).done();
        emit("paused", resumesAt.<Map<String, Object>>map(at -> Map.of("resumesAt", writer.text(at))).orElse(Map.of()));
    }

    /** Goes on as the merchant wants: without a pause or a suspension, and without the cancellation at the period's end. */
    void resume() {
        boolean isKept = it.cancelAtPeriodEnd();
        it = edit().cancelAtPeriodEnd(false).done();
        if (it.status() == SubscriptionStatus.PAUSED || it.status() == SubscriptionStatus.SUSPENDED) {
            restart();
        } else if (isKept) {
            emit("resumed", Map.of());
        }
    }

    /** Ends a pause, or a suspension: the last unpaid period is charged again then, with all its retries. */
    private void restart() {
        boolean wasSuspended = it.status() == SubscriptionStatus.SUSPENDED;
        skipUntil(it.resumesAt().filter(at -> !at.isAfter(now)).orElse(now.plusMillis(1)));
        if (wasSuspended) {
            openPeriods().filter(period -> period.status() == PeriodStatus.UNPAID).max(Comparator.comparing(BillingPeriod::date))
                    .ifPresent(period -> store(period.counting(0, Optional.empty()).with(PeriodStatus.RETRYING, Optional.of(now))));
        }
        boolean isBehind = openPeriods().anyMatch(BillingPeriod::isRetried);
        SubscriptionStatus status = isBehind ? SubscriptionStatus.PAST_DUE
                : it.next() == 0 ? SubscriptionStatus.SCHEDULED : SubscriptionStatus.ACTIVE;
        Optional<Instant> grace = openPeriods().filter(BillingPeriod::isRetried)
                .map(period -> period.policy().graceUntil(calendar(), period.date())).min(Comparator.naturalOrder());
        it = edit().status(status).resumesAt(Optional.empty()).graceUntil(grace).done();
        emit("resumed", Map.of());
    }

    /** Periods whose date came while nothing was charged are never charged. Of very many, the last ones leave no trace. */
    private void skipUntil(Instant end) {
        for (int i = 0; i < MOST_AT_ONCE && it.hasNext() && calendar().at(it.next()).isBefore(end); i++) {
            open();
        }
        while (calendar().at(it.next()).isBefore(end)) {
            it = edit().next(it.next() + 1).done();
        }
    }

    /** Cancels it now, or at its next charge date. */
    void cancel(boolean atPeriodEnd) {
        if (it.status().isEnded() || atPeriodEnd && it.cancelAtPeriodEnd()) {
            return;
        }
        if (atPeriodEnd && it.hasNext()) {
            it = edit().cancelAtPeriodEnd(true).done();
        } else {
            end("merchant");
        }
    }

    /** Starts an attempt for an open period, unless one is on its way. */
    void pay(LocalDate date) {
        BillingPeriod period = periods.get(date);
        if (period.live().isEmpty()) {
            start(period, true);
        }
    }

    /** Replaces the terms, from the next period on. */
    void replace(SubscriptionTerms terms) {
        it = edit().terms(terms).done();
    }

    /** The payment ids of the attempts that this change starts. */
    Set<String> started() {
        return Set.copyOf(started);
    }

    /**
     * When a subscription must be processed again; empty for never.
     *
     * @param callsFrom the earliest time for calls to the provider
     */
    static Optional<Instant> dueAt(SubscriptionAccount account, Instant callsFrom) {
        return new Billing(account, Instant.MIN).dueAt(callsFrom);
    }

    private Optional<Instant> dueAt(Instant callsFrom) {
        Stream<Instant> checks = periods.values().stream().flatMap(period -> period.live().stream())
                .map(live -> live.status() == AttemptStatus.STARTED && live.checkAt().isBefore(callsFrom) ? callsFrom : live.checkAt());
        Stream<Instant> retries = it.status().isCharged()
                ? openPeriods().filter(period -> period.status().isAwaited() && period.live().isEmpty())
                        .flatMap(period -> period.nextAttemptAt().stream())
                : Stream.empty();
        Stream<Instant> next = it.hasNext() ? Stream.of(calendar().at(it.next())) : Stream.empty();
        Stream<Instant> pauses = it.status() == SubscriptionStatus.PAUSED ? it.resumesAt().stream() : Stream.empty();
        return Stream.of(checks, retries, next, pauses, it.nextReminderAt().stream()).flatMap(times -> times)
                .min(Comparator.naturalOrder());
    }

    private Stream<BillingPeriod> openPeriods() {
        return it.open().stream().map(periods::get);
    }

    private void store(BillingPeriod period) {
        if (!opened.contains(period.date())) {
            changed.add(period.date());
        }
        periods.put(period.date(), period);
    }

    private void emit(String type, Map<String, Object> data) {
        it = edit().events(it.events() + 1).done();
        events.add(writer.event(it, type, data));
    }

    private BillingCalendar calendar() {
        return it.terms().calendar();
    }

    private static List<LocalDate> added(List<LocalDate> dates, LocalDate date) {
        return Stream.concat(dates.stream(), Stream.of(date)).distinct().sorted().toList();
    }

    private SubscriptionEdit edit() {
        return new SubscriptionEdit(it);
    }
}
