package africa.paylinks.idempotency;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Lets work of several steps be cut off anywhere and go on elsewhere: one worker at a time holds a subject, and writes
 * down each step before and after it.
 */
public interface LeaseStore {

    /**
     * Takes hold of a subject, which need not be known before.
     *
     * @param lease how long nobody else can have it unless it is released; longer than a worker can live
     * @return empty when somebody else holds it
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Optional<Lease> take(String subject, Duration lease);

    /**
     * Writes entries beside those that there are.
     *
     * @return the progress with the entries in it
     * @throws LeaseLost                                when somebody else holds the subject by now; nothing was written
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Lease write(Lease progress, Map<String, String> entries);

    /** Lets go of a subject, so that the next worker need not wait; does nothing if somebody else holds it by now. */
    void release(Lease progress);
}
