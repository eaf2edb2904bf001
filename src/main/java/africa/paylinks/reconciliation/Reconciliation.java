package africa.paylinks.reconciliation;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.notification.DueDeliveries;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.provider.OutageStore;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
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

/**
 * Finds out what nobody told us of: sees to everything that is due, for each provider on its own. Any number of runs may
 * overlap.
 */
@Singleton
public final class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private static final Instant FAR_FUTURE = Instant.parse("9999-12-31T23:59:59Z");

    private static final int PAGE = 25;

    private final DueIndex index;
    private final List<DueItemHandler> kinds;
    private final DueDeliveries deliveries;
    private final OutageStore outages;
    private final ProviderRegistry providers;
    private final TaskRunner workers;
    private final Sleeper pause;
    private final Clock clock;
    private final ReconciliationConfig config;
    private final Metrics metrics;

    public Reconciliation(DueIndex index, @All List<DueItemHandler> kinds, DueDeliveries deliveries, OutageStore outages,
            ProviderRegistry providers, TaskRunner workers, Sleeper pause, Clock clock, ReconciliationConfig config, Metrics metrics) {
        this.index = index;
        this.kinds = List.copyOf(kinds);
        this.deliveries = deliveries;
        this.outages = outages;
        this.providers = providers;
        this.workers = workers;
        this.pause = pause;
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * Sees to what is due, as far as time and bounds allow, and stays for what may fall due meanwhile.
     *
     * @throws IllegalStateException when that could not be read for some provider; the others have been seen to
     */
    public RunSummary run() {
        return run(config.poll());
    }

    /**
     * Sees to what is due now, for whoever waits for the answer.
     *
     * @throws IllegalStateException when that could not be read for some provider; the others have been seen to
     */
    public RunSummary runOnce() {
        return run(Duration.ZERO);
    }

    /** @param poll how often to look again; zero for not at all */
    private RunSummary run(Duration poll) {
        Instant begin = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<RunSummary> summaries = Collections.synchronizedList(new ArrayList<>());
        List<Instant> oldest = Collections.synchronizedList(new ArrayList<>());
        List<RuntimeException> faults = Collections.synchronizedList(new ArrayList<>());
        Stream<Runnable> rounds = providers.all().stream().map(provider -> () -> {
            try {
                summaries.add(rounds(provider, begin, poll, oldest));
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
        workers.all(Stream.concat(rounds, shards).toList());
        RunSummary summary = summaries.stream().reduce(RunSummary.NOTHING, RunSummary::plus);
        LOG.infof("reconciliation taken=%d questions=%d unanswered=%d settled=%d failed=%d", summary.taken(),
                summary.questions(), summary.unanswered(), summary.settled(), summary.failed());
        if (!faults.isEmpty()) {
            throw new IllegalStateException("What is due could not be seen to in " + faults.size() + " places", faults.get(0));
        }
        Duration backlog = oldest.stream().min(Comparator.naturalOrder()).map(since -> Duration.between(since, begin)).orElse(Duration.ZERO);
        metrics.line("reconciler-run").count(Metric.RECONCILER_RUN).time(Metric.DUE_BACKLOG_AGE, backlog).write();
        return summary;
    }

    /** Looks again while webhooks may come that only the provider can confirm: each must not wait for the next run. */
    private RunSummary rounds(Provider provider, Instant begin, Duration poll, List<Instant> oldest) {
        Instant end = begin.plus(config.time());
        ReconciliationRun first = round(provider.name(), begin, end);
        RunSummary summary = first.run();
        first.oldest().ifPresent(oldest::add);
        boolean hints = provider instanceof WebhookSource source && source.evidence() == Evidence.HINT;
        if (!hints || poll.isZero()) {
            return summary;
        }
        for (Instant next = begin.plus(poll); next.isBefore(end) && isAnythingOpen(provider.name());
                next = next.plus(poll)) {
            Duration wait = Duration.between(clock.instant(), next);
            if (!wait.isNegative()) {
                pause.of(wait);
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            summary = summary.plus(round(provider.name(), now, end).run());
        }
        return summary;
    }

    /** Whether there is an unpaid payment, or a webhook that is not settled: all of them are due some day. */
    private boolean isAnythingOpen(String provider) {
        return IntStream.range(0, DueIndex.SHARDS).anyMatch(shard ->
                !index.page(provider, shard, FAR_FUTURE, PAGE, Optional.empty()).isEmpty());
    }

    private ReconciliationRun round(String provider, Instant begin, Instant end) {
        return new ReconciliationRun(index, kinds, new CircuitBreaker(outages, provider, clock), workers, pause, clock, config, provider, begin, end);
    }
}
