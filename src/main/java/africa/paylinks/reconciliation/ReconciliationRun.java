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
 * One run's processing of one provider's due items. The run leases an item by moving its due time to the end of the lease, so
 * that no other run takes it. It releases the item by moving it to its next due time. If the run dies, the item is due again
 * when the lease ends.
 */
final class ReconciliationRun {

    private static final Logger LOG = Logger.getLogger(ReconciliationRun.class);
    private static final Duration OVERDUE_AGE = Duration.ofHours(1);

    private final DueIndex index;
    private final List<DueItemHandler> handlers;
    private final CircuitBreaker breaker;
    private final TaskRunner workers;
    private final Sleeper sleeper;
    private final Clock clock;
    private final ReconciliationConfig config;
    private final String provider;
    private final Instant begin;
    private final Instant end;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparing(Waiting::at));
    private RunSummary summary = RunSummary.NOTHING;
    private DueQueue queue;

    ReconciliationRun(DueIndex index, List<DueItemHandler> handlers, CircuitBreaker breaker, TaskRunner workers, Sleeper sleeper, Clock clock,
            ReconciliationConfig config, String provider, Instant begin, Instant end) {
        this.index = index;
        this.handlers = handlers;
        this.breaker = breaker;
        this.workers = workers;
        this.sleeper = sleeper;
        this.clock = clock;
        this.config = config;
        this.provider = provider;
        this.begin = begin;
        this.end = end;
    }

    /**
     * Processes the due items.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the due items cannot be read
     */
    RunSummary run() {
        if (breaker.isOpen()) {
            queue = queue(begin.minus(OVERDUE_AGE));
            processWithoutCalls(queue);
            return summary;
        }
        queue = queue(begin);
        if (breaker.awaitsProbe() && !probe(queue)) {
            return summary;
        }
        workers.runAll(Collections.nCopies(config.concurrency(), () -> process(queue)));
        waiting.forEach(waiting -> guarded(waiting.due, () -> release(waiting.due, waiting.result)));
        return summary;
    }

    /** The earliest due time of the items that this run read; of a paused provider it reads only long overdue ones. */
    Optional<Instant> oldest() {
        return queue.oldest();
    }

    private DueQueue queue(Instant until) {
        int first = (int) Math.floorMod(begin.getEpochSecond() / 60, (long) DueIndex.SHARDS);
        return new DueQueue(index, provider, until, first, config.items());
    }

    /** Makes one call to find out whether the provider is back. */
    private boolean probe(DueQueue queue) {
        Optional<DueItem> first = leaseNext(queue);
        if (first.isEmpty()) {
            return false;
        }
        if (!breaker.claimProbe()) {
            guarded(first.get(), () -> index.move(first.get(), now()));
            return false;
        }
        int questionsBefore = summary.questions();
        for (Optional<DueItem> next = first; next.isPresent(); next = isOver() ? Optional.empty() : leaseNext(queue)) {
            check(next.get(), 1);
            if (summary.questions() > questionsBefore) {
                return !breaker.isOpen();
            }
        }
        breaker.returnProbe();
        return false;
    }

    private void processWithoutCalls(DueQueue queue) {
        for (Optional<DueItem> next = leaseNext(queue); next.isPresent(); next = isOver() ? Optional.empty() : leaseNext(queue)) {
            DueItem leased = next.get();
            guarded(leased, () -> {
                CheckResult result = handler(leased).checkWithoutAsking(leased);
                count(result);
                release(leased, result);
            });
        }
    }

    private void process(DueQueue queue) {
        while (!isOver() && !breaker.isOpen()) {
            Optional<DueItem> due = leaseNext(queue);
            if (due.isPresent()) {
                check(due.get(), 1);
                continue;
            }
            Optional<Waiting> waiting = nextWaiting();
            if (waiting.isEmpty()) {
                return;
            }
            waitUntil(waiting.get().at);
            check(waiting.get().due, waiting.get().attempt + 1);
        }
    }

    private Optional<DueItem> leaseNext(DueQueue queue) {
        for (Optional<DueItem> next = queue.next(); next.isPresent(); next = isOver() ? Optional.empty() : queue.next()) {
            Optional<DueItem> leased = tryLease(queue, next.get());
            if (leased.isPresent()) {
                add(new RunSummary(1, 0, 0, 0, 0));
                return leased;
            }
        }
        return Optional.empty();
    }

    /** Leases an item, unless another run did; on a store failure it stays due. */
    private Optional<DueItem> tryLease(DueQueue queue, DueItem due) {
        try {
            Optional<DueItem> leased = index.move(due, now().plus(config.lease()));
            queue.leased(leased.isPresent());
            return leased;
        } catch (StoreUnavailable busy) {
            LOG.warnf("reconciliation-busy provider=%s of=%s: %s", provider, due.subject(), busy.getMessage());
            add(new RunSummary(0, 0, 0, 0, 1));
            return Optional.empty();
        }
    }

    private void check(DueItem due, int attempt) {
        guarded(due, () -> {
            CheckResult result = handler(due).check(due, attempt);
            if (result.contact() == Contact.ANSWERED) {
                breaker.answered();
            } else if (result.contact() == Contact.NO_ANSWER) {
                breaker.failed(result.retryAfter());
            }
            count(result);
            Optional<Instant> recheckAt = result.soon().map(soon -> now().plus(soon)).filter(at -> at.isBefore(end));
            if (recheckAt.isPresent()) {
                requeue(new Waiting(due, result, recheckAt.get(), attempt));
            } else {
                release(due, result);
            }
        });
    }

    /** Isolates failures: one failing item does not stop the run. */
    private void guarded(DueItem due, Runnable task) {
        Correlation.forPayment(payment(due.subject()), () -> {
            isolated(due, task);
            return null;
        });
    }

    private static String payment(DueItem.Subject subject) {
        if (subject instanceof DueItem.OfPayment payment) {
            return payment.paymentId();
        } else if (subject instanceof DueItem.OfRefund refund) {
            return refund.paymentId();
        } else if (subject instanceof DueItem.OfPaidPayment paid) {
            return paid.paymentId();
        }
        return subject instanceof DueItem.OfTransaction transaction ? transaction.paymentId() : "";
    }

    private void isolated(DueItem due, Runnable task) {
        try {
            task.run();
        } catch (StoreUnavailable busy) {
            // The item is not at fault: it is due again when the lease ends.
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

    /** Retries a failing item at growing intervals and finally dead-letters it. The stack trace is logged once. */
    private void postpone(DueItem due, RuntimeException failed) {
        Instant now = now();
        Optional<Instant> since = index.failed(due, now);
        if (since.isEmpty()) {
            LOG.warnf("reconciliation-failed provider=%s of=%s, which was changed meanwhile: %s", provider, due.subject(),
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

    private DueItemHandler handler(DueItem due) {
        return handlers.stream().filter(handler -> handler.handles(due.subject())).findFirst()
                .orElseThrow(() -> new IllegalStateException("No handler for " + due.subject()));
    }

    private void release(DueItem due, CheckResult result) {
        result.next().ifPresentOrElse(next -> index.release(due, next), () -> index.settle(due));
    }

    private void count(CheckResult result) {
        add(new RunSummary(0, result.contact() == Contact.NONE ? 0 : 1, result.contact() == Contact.NO_ANSWER ? 1 : 0,
                result.settled() ? 1 : 0, 0));
    }

    private synchronized void add(RunSummary more) {
        summary = summary.plus(more);
    }

    private synchronized void requeue(Waiting item) {
        this.waiting.add(item);
    }

    private synchronized Optional<Waiting> nextWaiting() {
        return Optional.ofNullable(waiting.poll());
    }

    private void waitUntil(Instant at) {
        Duration wait = Duration.between(now(), at);
        if (!wait.isNegative() && !wait.isZero()) {
            sleeper.sleep(wait);
        }
    }

    private boolean isOver() {
        return !now().isBefore(end);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private record Waiting(DueItem due, CheckResult result, Instant at, int attempt) {
    }
}
