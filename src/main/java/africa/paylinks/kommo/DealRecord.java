package africa.paylinks.kommo;

import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import java.util.Map;
import java.util.Optional;

/** What Paylinks has done for one deal; only the worker that holds the lease may write it. */
final class DealRecord {

    /** The payment id of the deal's last link. */
    static final String PAYMENT = "payment";
    /** The amount of that link. */
    static final String DUE = "due";
    /** The idempotency key of that link. */
    static final String ORDER = "order";
    /** The number of links that the deal has had. */
    static final String LINKS = "links";
    /** The amount of the link that this one replaces. */
    static final String REPLACES = "replaces";
    /** The start of the last completed check of the deal. */
    static final String CHECKED_AT = "lookedAt";

    private final long lead;
    private final LeaseStore store;
    private Lease lease;

    DealRecord(long lead, LeaseStore store, Lease lease) {
        this.lead = lead;
        this.store = store;
        this.lease = lease;
    }

    long lead() {
        return lead;
    }

    Optional<String> entry(String name) {
        return lease.entry(name);
    }

    boolean has(String name) {
        return entry(name).isPresent();
    }

    /** Writes entries; fails if another worker has taken the lease. */
    void write(Map<String, String> entries) {
        lease = store.write(lease, entries);
    }

    void release() {
        store.release(lease);
    }
}
