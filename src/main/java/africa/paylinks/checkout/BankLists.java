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

/** The providers' banks, kept for a while, so that a form need not wait for a provider each time it is shown. */
@Singleton
public final class BankLists {

    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Clock clock;
    private final Map<String, Entry> kept = new ConcurrentHashMap<>();

    public BankLists(Clock clock) {
        this.clock = clock;
    }

    /**
     * A provider's banks, as it orders them.
     *
     * @throws africa.paylinks.provider.ProviderNotConfigured            when the provider cannot be asked
     * @throws africa.paylinks.provider.ProviderHttp.ProviderUnreachable when it does not answer
     */
    public List<Bank> of(BankDirectory provider) {
        Instant now = clock.instant();
        Entry known = kept.get(provider.name());
        if (known != null && now.isBefore(known.readAt.plus(KEPT))) {
            return known.banks;
        }
        List<Bank> banks = List.copyOf(provider.banks());
        kept.put(provider.name(), new Entry(banks, now));
        return banks;
    }

    private record Entry(List<Bank> banks, Instant readAt) {
    }
}
