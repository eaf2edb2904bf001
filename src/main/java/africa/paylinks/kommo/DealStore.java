package africa.paylinks.kommo;

import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.payment.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Leases each deal to one worker at a time. */
@Singleton
public final class DealStore {

    private static final Logger LOG = Logger.getLogger(DealStore.class);
    /** Longer than the function's timeout, so that the next holder of the lease is the only worker. */
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(200);

    private final LeaseStore store;
    private final KommoAccount account;

    public DealStore(LeaseStore store, KommoAccount account) {
        this.store = store;
        this.account = account;
    }

    /**
     * Runs work with exclusive access to a deal.
     *
     * @throws DealPending if another worker holds the deal for more than 5 seconds
     */
    void with(long lead, Consumer<DealRecord> work) {
        DealRecord deal = open(lead);
        try {
            work.accept(deal);
        } finally {
            close(deal);
        }
    }

    private DealRecord open(long lead) {
        String subject = "kommo#" + account.id() + "#" + lead;
        long giveUpAt = System.nanoTime() + MAX_WAIT.toNanos();
        while (true) {
            Optional<Lease> lease = store.take(subject, LEASE);
            if (lease.isPresent()) {
                return new DealRecord(lead, store, lease.get());
            }
            if (System.nanoTime() - giveUpAt >= 0) {
                throw new DealPending("Another worker has the deal", Optional.of(MAX_WAIT));
            }
            RateLimiter.Wait.SLEEP.of(RETRY_INTERVAL);
        }
    }

    private static void close(DealRecord deal) {
        try {
            deal.release();
        } catch (StoreUnavailable unavailable) {
            LOG.warn("deal-not-released: its lease ends by itself", unavailable);
        }
    }
}
