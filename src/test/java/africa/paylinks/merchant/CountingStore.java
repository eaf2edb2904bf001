package africa.paylinks.merchant;

import africa.paylinks.payment.StoreUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Counts the reads of keys, and fails when told to. */
final class CountingStore implements MerchantStore {

    private final MerchantStore store;
    int reads;
    boolean down;

    CountingStore(MerchantStore store) {
        this.store = store;
    }

    @Override
    public Optional<MerchantKeys.Holder> holder(String sha256) {
        reads++;
        if (down) {
            throw new StoreUnavailable("The store could not be asked", null);
        }
        return store.holder(sha256);
    }

    @Override
    public Optional<MerchantProfile> find(String merchant) {
        return store.find(merchant);
    }

    @Override
    public Outcome write(Optional<MerchantProfile> seen, MerchantProfile next) {
        return store.write(seen, next);
    }

    @Override
    public boolean remove(MerchantProfile seen) {
        return store.remove(seen);
    }

    @Override
    public void switchOff(String merchant, String endpointId, String urlSha256, Instant at) {
        store.switchOff(merchant, endpointId, urlSha256, at);
    }

    @Override
    public List<String> names(Optional<String> after, int limit) {
        return store.names(after, limit);
    }
}
