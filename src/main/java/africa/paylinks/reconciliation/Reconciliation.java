package africa.paylinks.reconciliation;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.notification.DueDeliveries;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.provider.OutageStore;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.RefundDiscovery;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.provider.WebhookSource.Evidence;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Processes all due items, for each provider independently. Runs may overlap. */
@Singleton
public final class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private static final Instant FAR_FUTURE = Instant.parse("9999-12-31T23:59:59Z");

    private static final int PAGE = 25;

    private final DueIndex index;
    private final List<DueItemHandler> handlers;
    private final DueDeliveries deliveries;
    private final OutageStore outages;
    private final ProviderRegistry providers;
    private final TaskRunner workers;
    private final Sleeper sleeper;
    private final Clock clock;
    private final ReconciliationConfig config;
    private final Metrics metrics;

    public Reconciliation(DueIndex index, @All List<DueItemHandler> handlers, DueDeliveries deliveries, OutageStore outages,
            ProviderRegistry providers, TaskRunner workers, Sleeper sleeper, Clock clock, ReconciliationConfig config, Metrics metrics) {
        this.index = index;
        this.handlers = List.copyOf(handlers);
        this.deliveries = deliveries;
        this.outages = outages;
        this.providers = providers;
        this.workers = workers;
        this.sleeper = sleeper;
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * Processes due items within the time and item limits, and waits for items that fall due meanwhile.
     *
     * @throws IllegalStateException when the due items of a provider could not be read; the other providers were processed
     */
    public RunSummary run() {
        return run(config.poll());
    }

    /**
     * Processes the items that are due now, for a caller that waits for the result.
     *
     * @throws IllegalStateException when the due items of a provider could not be read; the other providers were processed
     */
    public RunSummary runOnce() {
        return run(Duration.ZERO);
    }

    /** @param poll how often to repeat; zero for a single pass */
    private RunSummary run(Duration poll) {
        Instant begin = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<RunSummary> summaries = Collections.synchronizedList(new ArrayList<>());
        List<Instant> oldest = Collections.synchronizedList(new ArrayList<>());
        List<RuntimeException> faults = Collections.synchronizedList(new ArrayList<>());
        Stream<Runnable> runs = providers.all().stream().map(provider -> () -> {
            try {
                summaries.add(reconcile(provider, begin, poll, oldest));
            } catch (RuntimeException fault) {
                LOG.errorf(fault, "reconciliation-failed provider=%s", provider.name());
                faults.add(fault);
            }
        });
        Stream<Runnable> shards = IntStream.range(0, DueIndex.SHARDS).mapToObj(shard -> () -> {
            try {
                deliveries.queue(shard, begin, () -> !clock.instant().isBefore(begin.plus(config.time())));
            } catch (RuntimeException fault) {
                LOG.errorf(fault, "deliveries-not-queued shard=%d", shard);
                faults.add(fault);
            }
        });
        workers.runAll(Stream.concat(runs, shards).toList());
        RunSummary summary = summaries.stream().reduce(RunSummary.NOTHING, RunSummary::plus);
        LOG.infof("reconciliation taken=%d questions=%d unanswered=%d settled=%d failed=%d", summary.taken(),
                summary.questions(), summary.unanswered(), summary.settled(), summary.failed());
        if (!faults.isEmpty()) {
            throw new IllegalStateException("Could not process the due items in " + faults.size() + " places", faults.get(0));
        }
        Duration backlog = oldest.stream().min(Comparator.naturalOrder()).map(since -> Duration.between(since, begin)).orElse(Duration.ZERO);
        metrics.line("reconciler-run").count(Metric.RECONCILER_RUN).time(Metric.DUE_BACKLOG_AGE, backlog).write();
        return summary;
    }

    /** Repeats while the provider's webhooks need confirmation, so that none waits for the next run. */
    private RunSummary reconcile(Provider provider, Instant begin, Duration poll, List<Instant> oldest) {
        Instant end = begin.plus(config.time());
        CircuitBreaker breaker = new CircuitBreaker(outages, provider.name(), clock);
        ReconciliationRun first = newRun(provider.name(), breaker, begin, end);
        RunSummary summary = first.run();
        first.oldest().ifPresent(oldest::add);
        if (provider instanceof RefundDiscovery) {
            ReconciliationRun paid = newRun(DueItem.OfPaidPayment.of(provider.name()), breaker, begin, end);
            summary = summary.plus(paid.run());
            paid.oldest().ifPresent(oldest::add);
        }
        boolean hints = provider instanceof WebhookSource source && source.evidence() == Evidence.HINT;
        if (!hints || poll.isZero()) {
            return summary;
        }
        for (Instant next = begin.plus(poll); next.isBefore(end) && hasOpenItems(provider.name());
                next = next.plus(poll)) {
            Duration wait = Duration.between(clock.instant(), next);
            if (!wait.isNegative()) {
                sleeper.sleep(wait);
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            summary = summary.plus(newRun(provider.name(), new CircuitBreaker(outages, provider.name(), clock), now, end).run());
        }
        return summary;
    }

    /** Whether the provider has an unpaid payment or an unsettled webhook: each of them is due at some time. */
    private boolean hasOpenItems(String provider) {
        return IntStream.range(0, DueIndex.SHARDS).anyMatch(shard ->
                !index.page(provider, shard, FAR_FUTURE, PAGE, Optional.empty()).isEmpty());
    }

    /** @param dueOf the name under which the due items are indexed */
    private ReconciliationRun newRun(String dueOf, CircuitBreaker breaker, Instant begin, Instant end) {
        return new ReconciliationRun(index, handlers, breaker, workers, sleeper, clock, config, dueOf, begin, end);
    }
}
