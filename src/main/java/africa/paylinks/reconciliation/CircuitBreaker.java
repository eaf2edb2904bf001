package africa.paylinks.reconciliation;

import africa.paylinks.provider.Outage;
import africa.paylinks.provider.OutageStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps the runs from asking a provider that is away; what one run learns, all of them know. */
final class CircuitBreaker {

    private static final Logger LOG = Logger.getLogger(CircuitBreaker.class);
    private static final int ATTEMPTS = 5;

    private final OutageStore store;
    private final Clock clock;
    private Outage outage;

    CircuitBreaker(OutageStore store, String provider, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.outage = store.find(provider);
    }

    /** Whether the provider is to be left alone. */
    synchronized boolean isOpen() {
        return outage.isQuiet(now());
    }

    /** Whether one question must show first that the provider is back. */
    synchronized boolean awaitsProbe() {
        return outage.awaitsProbe(now());
    }

    /** Takes the right to that question; of all runs, one gets it. */
    synchronized boolean takesProbe() {
        Outage probing = outage.probing(now());
        if (!store.replace(outage, probing)) {
            return false;
        }
        outage = probing;
        return true;
    }

    /** Gives that right up again, because nothing that is due needs the provider. */
    synchronized void leavesProbe() {
        replace(new Outage(outage.provider(), outage.failures(), outage.pauses() - 1, Optional.of(now()), outage.version() + 1));
    }

    synchronized void answered() {
        for (int attempt = 0; !outage.isNone() && attempt < ATTEMPTS; attempt++) {
            replace(outage.answered());
        }
    }

    synchronized void failed(Optional<Duration> retryAfter) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Outage next = outage.failed(now(), retryAfter);
            if (replace(next)) {
                next.quietUntil().filter(until -> isOpen()).ifPresent(until ->
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
