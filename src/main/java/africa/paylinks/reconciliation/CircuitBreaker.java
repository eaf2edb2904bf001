package africa.paylinks.reconciliation;

import africa.paylinks.provider.Outage;
import africa.paylinks.provider.OutageStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Stops calls to a provider that is down. Its state is shared by all runs. */
final class CircuitBreaker {

    private static final Logger LOG = Logger.getLogger(CircuitBreaker.class);
    private static final int MAX_ATTEMPTS = 5;

    private final OutageStore store;
    private final Clock clock;
    private Outage outage;

    CircuitBreaker(OutageStore store, String provider, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.outage = store.find(provider);
    }

    /** Whether calls to the provider are blocked. */
    synchronized boolean isOpen() {
        return outage.isPaused(now());
    }

    /** Until when calls are blocked; empty when they are not. */
    synchronized Optional<Instant> pausedUntil() {
        return outage.pausedUntil().filter(now()::isBefore);
    }

    /** Whether one probe call must succeed before others follow. */
    synchronized boolean awaitsProbe() {
        return outage.awaitsProbe(now());
    }

    /** Claims the probe call; only one of several concurrent runs gets it. */
    synchronized boolean claimProbe() {
        return outage.awaitsProbe(now()) && replace(outage.probing(now()));
    }

    /** Returns the claim, because no due item needed a call. */
    synchronized void returnProbe() {
        replace(new Outage(outage.provider(), outage.failures(), outage.pauses() - 1, Optional.of(now()), outage.version() + 1));
    }

    synchronized void answered() {
        for (int attempt = 0; !outage.isNone() && attempt < MAX_ATTEMPTS; attempt++) {
            replace(outage.answered());
        }
    }

    synchronized void failed(Optional<Duration> retryAfter) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Outage next = outage.failed(now(), retryAfter);
            if (replace(next)) {
                next.pausedUntil().filter(until -> isOpen()).ifPresent(until ->
                        LOG.warnf("provider-away provider=%s until=%s", next.provider(), until));
                return;
            }
        }
    }

    private boolean replace(Outage next) {
        boolean written = store.replace(outage, next);
        outage = written ? next : store.find(next.provider());
        return written;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
