package africa.paylinks.idempotency;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Lets work in several steps stop anywhere and continue elsewhere. One worker at a time holds a subject and records each step
 * before and after it.
 */
public interface LeaseStore {

    /**
     * Takes the lease of a subject, which need not exist yet.
     *
     * @param lease how long others cannot take it unless it is released; longer than a worker can run
     * @return empty when another worker holds it
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Optional<Lease> take(String subject, Duration lease);

    /**
     * Adds entries.
     *
     * @return the lease with the new entries
     * @throws LeaseLost                                when another worker holds the subject; nothing was written
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Lease write(Lease lease, Map<String, String> entries);

    /** Releases a subject, so that the next worker need not wait; does nothing if another worker holds it. */
    void release(Lease lease);
}
