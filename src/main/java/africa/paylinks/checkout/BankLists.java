package africa.paylinks.checkout;

import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.BankDirectory.Bank;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Caches the providers' banks, so that showing a form does not wait for a provider. */
@Singleton
public final class BankLists {

    private static final Duration CACHE_TTL = Duration.ofMinutes(10);

    private final Clock clock;
    private final Map<String, Entry> cache = new ConcurrentHashMap<>();

    public BankLists(Clock clock) {
        this.clock = clock;
    }

    /**
     * Lists a provider's banks, in its order.
     *
     * @throws africa.paylinks.provider.ProviderNotConfigured            if the provider is not configured
     * @throws africa.paylinks.provider.ProviderHttp.ProviderUnreachable if it does not answer
     */
    public List<Bank> of(BankDirectory provider) {
        Instant now = clock.instant();
        Entry cached = cache.get(provider.name());
        if (cached != null && now.isBefore(cached.readAt.plus(CACHE_TTL))) {
            return cached.banks;
        }
        List<Bank> banks = List.copyOf(provider.banks());
        cache.put(provider.name(), new Entry(banks, now));
        return banks;
    }

    private record Entry(List<Bank> banks, Instant readAt) {
    }
}
