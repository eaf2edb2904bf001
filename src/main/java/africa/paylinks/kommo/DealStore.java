package africa.paylinks.kommo;

import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.payment.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Hands out deals, each to one worker at a time. */
@Singleton
public final class DealStore {

    private static final Logger LOG = Logger.getLogger(DealStore.class);
    /** Longer than a worker is allowed to live, so that whoever gets the file next is alone with it. */
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final LeaseStore store;
    private final KommoAccount account;

    public DealStore(LeaseStore store, KommoAccount account) {
        this.store = store;
        this.account = account;
    }

    /**
     * Does work on a deal while nobody else does.
     *
     * @throws DealPending when somebody else does, and goes on with it for seconds
     */
    void with(long lead, Consumer<DealRecord> work) {
        DealRecord file = open(lead);
        try {
            work.accept(file);
        } finally {
            close(file);
        }
    }

    private DealRecord open(long lead) {
        String subject = "kommo#" + account.id() + "#" + lead;
        long giveUpAt = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            Optional<Lease> progress = store.take(subject, LEASE);
            if (progress.isPresent()) {
                return new DealRecord(lead, store, progress.get());
            }
            if (System.nanoTime() - giveUpAt >= 0) {
                throw new DealPending("Another worker has the deal", Optional.of(LONGEST_WAIT));
            }
            RateLimiter.Wait.SLEEP.of(BETWEEN_TRIES);
        }
    }

    private static void close(DealRecord file) {
        try {
            file.release();
        } catch (StoreUnavailable unavailable) {
            LOG.warn("deal-not-released: it is free again when its lease is over", unavailable);
        }
    }
}
