package africa.paylinks.reconciliation;

import africa.paylinks.logging.Correlation;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.reconciliation.CheckResult.Contact;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jboss.logging.Logger;

/**
 * One run's work on what waits for one provider. What is due is taken by moving it to the end of a lease, so that no other
 * run takes it as well, and given back by moving it to when it is due next; a run that dies leaves it due when its lease ends.
 */
final class ReconciliationRun {

    private static final Logger LOG = Logger.getLogger(ReconciliationRun.class);
    private static final Duration LONG_OVERDUE = Duration.ofHours(1);

    private final DueIndex index;
    private final List<DueItemHandler> kinds;
    private final CircuitBreaker breaker;
    private final TaskRunner workers;
    private final Sleeper pause;
    private final Clock clock;
    private final ReconciliationConfig config;
    private final String provider;
    private final Instant begin;
    private final Instant end;
    private final PriorityQueue<Held> held = new PriorityQueue<>(Comparator.comparing(Held::at));
    private RunSummary summary = RunSummary.NOTHING;
    private DueQueue source;

    ReconciliationRun(DueIndex index, List<DueItemHandler> kinds, CircuitBreaker breaker, TaskRunner workers, Sleeper pause, Clock clock,
            ReconciliationConfig config, String provider, Instant begin, Instant end) {
        this.index = index;
        this.kinds = kinds;
        this.breaker = breaker;
        this.workers = workers;
        this.pause = pause;
        this.clock = clock;
        this.config = config;
        this.provider = provider;
        this.begin = begin;
        this.end = end;
    }

    /**
     * Sees to what is due.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when it cannot be read what that is
     */
    RunSummary run() {
        if (breaker.isOpen()) {
            source = source(begin.minus(LONG_OVERDUE));
            withoutAsking(source);
            return summary;
        }
        source = source(begin);
        if (breaker.awaitsProbe() && !probe(source)) {
            return summary;
        }
        workers.all(Collections.nCopies(config.concurrency(), () -> work(source)));
        held.forEach(waiting -> guarded(waiting.due, () -> returnUnused(waiting.due, waiting.result)));
        return summary;
    }

    /** Since when the longest has been due that this run saw; of a provider that is left alone, what is long overdue. */
    Optional<Instant> oldest() {
        return source.oldest();
    }

    private DueQueue source(Instant until) {
        int first = (int) Math.floorMod(begin.getEpochSecond() / 60, (long) DueIndex.SHARDS);
        return new DueQueue(index, provider, until, first, config.items());
    }

    /** One question, to see whether the provider is back. */
    private boolean probe(DueQueue source) {
        Optional<DueItem> first = take(source);
        if (first.isEmpty()) {
            return false;
        }
        if (!breaker.takesProbe()) {
            guarded(first.get(), () -> index.move(first.get(), now()));
            return false;
        }
        int asked = summary.questions();
        for (Optional<DueItem> next = first; next.isPresent(); next = isOver() ? Optional.empty() : take(source)) {
            check(next.get(), 1);
            if (summary.questions() > asked) {
                return !breaker.isOpen();
            }
        }
        breaker.leavesProbe();
        return false;
    }

    private void withoutAsking(DueQueue source) {
        for (Optional<DueItem> next = take(source); next.isPresent(); next = isOver() ? Optional.empty() : take(source)) {
            DueItem taken = next.get();
            guarded(taken, () -> {
                CheckResult result = kind(taken).checkWithoutAsking(taken);
                count(result);
                returnUnused(taken, result);
            });
        }
    }

    private void work(DueQueue source) {
        while (!isOver() && !breaker.isOpen()) {
            Optional<DueItem> due = take(source);
            if (due.isPresent()) {
                check(due.get(), 1);
                continue;
            }
            Optional<Held> waiting = nextHeld();
            if (waiting.isEmpty()) {
                return;
            }
            waitUntil(waiting.get().at);
            check(waiting.get().due, waiting.get().turn + 1);
        }
    }

    private Optional<DueItem> take(DueQueue source) {
        for (Optional<DueItem> next = source.next(); next.isPresent(); next = isOver() ? Optional.empty() : source.next()) {
            Optional<DueItem> taken = moved(next.get());
            if (taken.isPresent()) {
                add(new RunSummary(1, 0, 0, 0, 0));
                return taken;
            }
        }
        return Optional.empty();
    }

    /** Takes it, unless somebody else did, or it cannot be taken now: then it stays due as it is. */
    private Optional<DueItem> moved(DueItem due) {
        try {
            return index.move(due, now().plus(config.lease()));
        } catch (StoreUnavailable busy) {
            LOG.warnf("reconciliation-busy provider=%s of=%s: %s", provider, due.subject(), busy.getMessage());
            add(new RunSummary(0, 0, 0, 0, 1));
            return Optional.empty();
        }
    }

    private void check(DueItem due, int turn) {
        guarded(due, () -> {
            CheckResult result = kind(due).check(due, turn);
            if (result.contact() == Contact.ANSWERED) {
                breaker.answered();
            } else if (result.contact() == Contact.NO_ANSWER) {
                breaker.failed(result.retryAfter());
            }
            count(result);
            Optional<Instant> again = result.soon().map(soon -> now().plus(soon)).filter(at -> at.isBefore(end));
            if (again.isPresent()) {
                hold(new Held(due, result, again.get(), turn));
            } else {
                returnUnused(due, result);
            }
        });
    }

    /** A fault at one must not keep the run from the others. */
    private void guarded(DueItem due, Runnable work) {
        Correlation.about(payment(due.subject()), () -> {
            inGuard(due, work);
            return null;
        });
    }

    private static String payment(DueItem.Subject subject) {
        if (subject instanceof DueItem.OfPayment payment) {
            return payment.paymentId();
        } else if (subject instanceof DueItem.OfRefund refund) {
            return refund.paymentId();
        }
        return subject instanceof DueItem.OfAttempt attempt ? attempt.paymentId() : "";
    }

    private void inGuard(DueItem due, Runnable work) {
        try {
            work.run();
        } catch (StoreUnavailable busy) {
            // No fault of what is due: it comes again when the lease is over.
            LOG.warnf("reconciliation-busy provider=%s of=%s: %s", provider, due.subject(), busy.getMessage());
            add(new RunSummary(0, 0, 0, 0, 1));
        } catch (RuntimeException failed) {
            add(new RunSummary(0, 0, 0, 0, 1));
            try {
                postpone(due, failed);
            } catch (StoreUnavailable busy) {
                LOG.errorf(failed, "reconciliation-failed provider=%s of=%s", provider, due.subject());
            }
        }
    }

    /** What cannot be worked on comes again later and later, and in the end no more; its stack trace is told once. */
    private void postpone(DueItem due, RuntimeException failed) {
        Instant now = now();
        Optional<Instant> since = index.failed(due, now);
        if (since.isEmpty()) {
            LOG.warnf("reconciliation-failed provider=%s of=%s, which somebody else has changed meanwhile: %s", provider, due.subject(),
                    failed);
        } else if (since.get().equals(now)) {
            LOG.errorf(failed, "reconciliation-failed provider=%s of=%s", provider, due.subject());
            index.move(due, Schedule.retry(now, now));
        } else if (now.isBefore(since.get().plus(config.faultPatience()))) {
            LOG.warnf("reconciliation-failed provider=%s of=%s since=%s: %s", provider, due.subject(), since.get(), failed.getClass().getName());
            index.move(due, Schedule.retry(since.get(), now));
        } else {
            LOG.errorf("due-item-dead-lettered provider=%s of=%s since=%s", provider, due.subject(), since.get());
            index.deadLetter(due, now);
        }
    }

    private DueItemHandler kind(DueItem due) {
        return kinds.stream().filter(kind -> kind.handles(due.subject())).findFirst()
                .orElseThrow(() -> new IllegalStateException("Nothing is known to do about " + due.subject()));
    }

    private void returnUnused(DueItem due, CheckResult result) {
        result.next().ifPresentOrElse(next -> index.release(due, next), () -> index.settle(due));
    }

    private void count(CheckResult result) {
        add(new RunSummary(0, result.contact() == Contact.NONE ? 0 : 1, result.contact() == Contact.NO_ANSWER ? 1 : 0,
                result.settled() ? 1 : 0, 0));
    }

    private synchronized void add(RunSummary more) {
        summary = summary.plus(more);
    }

    private synchronized void hold(Held waiting) {
        held.add(waiting);
    }

    private synchronized Optional<Held> nextHeld() {
        return Optional.ofNullable(held.poll());
    }

    private void waitUntil(Instant at) {
        Duration wait = Duration.between(now(), at);
        if (!wait.isNegative() && !wait.isZero()) {
            pause.of(wait);
        }
    }

    private boolean isOver() {
        return !now().isBefore(end);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private record Held(DueItem due, CheckResult result, Instant at, int turn) {
    }
}
