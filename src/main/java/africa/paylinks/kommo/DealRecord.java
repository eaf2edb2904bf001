package africa.paylinks.kommo;

import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import java.util.Map;
import java.util.Optional;

/** What Paylinks has done for one deal, in the hands of the one worker that may go on with it. */
final class DealRecord {

    /** The payment of the deal's last link. */
    static final String PAYMENT = "payment";
    /** What is due by that link. */
    static final String DUE = "due";
    /** The idempotency key of that link. */
    static final String ORDER = "order";
    /** How many links the deal has had. */
    static final String LINKS = "links";
    /** What was due by the link that this one replaces. */
    static final String REPLACES = "replaces";
    /** When the deal was last looked at to the end. */
    static final String LOOKED_AT = "lookedAt";

    private final long lead;
    private final LeaseStore store;
    private Lease progress;

    DealRecord(long lead, LeaseStore store, Lease progress) {
        this.lead = lead;
        this.store = store;
        this.progress = progress;
    }

    long lead() {
        return lead;
    }

    Optional<String> entry(String name) {
        return progress.entry(name);
    }

    boolean has(String name) {
        return entry(name).isPresent();
    }

    /** Writes entries; only while nobody else holds the deal. */
    void write(Map<String, String> entries) {
        progress = store.write(progress, entries);
    }

    void release() {
        store.release(progress);
    }
}
