package africa.paylinks.merchant;

import africa.paylinks.payment.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Merchants' branding for the customers' pages, cached, so that a page seldom costs a second read. */
@Singleton
public final class Brandings {

    private static final Logger LOG = Logger.getLogger(Brandings.class);
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
    private static final int MAX_MERCHANTS = 1_000;

    private final BrandingStore store;
    private final ExpiringCache<Branding> cache;

    public Brandings(BrandingStore store, Clock clock) {
        this.store = store;
        this.cache = new ExpiringCache<>(MAX_MERCHANTS, TIME_TO_LIVE, clock);
    }

    /** A merchant's branding, at most a minute old. Without an answer of the store, the merchant's name alone: paying matters more. */
    public Branding of(String merchant) {
        return cache.find(merchant).orElseGet(() -> read(merchant));
    }

    private Branding read(String merchant) {
        try {
            Branding found = store.find(merchant);
            cache.put(merchant, found);
            return found;
        } catch (StoreUnavailable unavailable) {
            LOG.warnf("branding-unavailable merchant=%s: %s", merchant, unavailable.getMessage());
            return Branding.none(merchant);
        }
    }
}
