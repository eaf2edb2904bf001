package africa.paylinks.reconciliation;

import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.provider.OutageStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;

/** Processes due subscriptions within the limits of a run. Runs may overlap: each leases the subscriptions that it takes. */
@Singleton
public final class SubscriptionRun {

    private static final Logger LOG = Logger.getLogger(SubscriptionRun.class);

    private final DueIndex index;
    private final SubscriptionReconciler handler;
    private final OutageStore outages;
    private final TaskRunner workers;
    private final Sleeper sleeper;
    private final Clock clock;
    private final ReconciliationConfig config;

    public SubscriptionRun(DueIndex index, SubscriptionReconciler handler, OutageStore outages, TaskRunner workers, Sleeper sleeper,
            Clock clock, ReconciliationConfig config) {
        this.index = index;
        this.handler = handler;
        this.outages = outages;
        this.workers = workers;
        this.sleeper = sleeper;
        this.clock = clock;
        this.config = config;
    }

    /**
     * Processes the subscriptions that are due now.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when they cannot be read
     */
    public RunSummary run() {
        Instant begin = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String provider = DueItem.OfSubscription.PROVIDER;
        List<DueItemHandler> handlers = List.of(handler.behind(new ChargeGate(outages, clock)));
        RunSummary summary = new ReconciliationRun(index, handlers, new CircuitBreaker(outages, provider, clock), workers, sleeper,
                clock, config, provider, begin, begin.plus(config.time())).run();
        LOG.infof("subscriptions-charged taken=%d failed=%d", summary.taken(), summary.failed());
        return summary;
    }
}
