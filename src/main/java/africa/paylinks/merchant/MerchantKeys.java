package africa.paylinks.merchant;

import africa.paylinks.crypto.Sha256;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Maps API keys to merchants: one table read by the key's SHA-256, cached for a short time. A merchant may have several keys,
 * so that they can be rotated without interruption.
 */
@Singleton
public final class MerchantKeys {

    private static final Pattern BEARER = Pattern.compile("(?i)bearer +([\\x21-\\x7e]{8,512}) *");
    private static final int MAX_KEYS = 10_000;
    private static final int MAX_UNKNOWN_KEYS = 1_000;
    /** A hash that no key has. */
    private static final String NO_KEY = "0".repeat(64);

    private final MerchantStore store;
    private final ExpiringCache<Holder> holders;
    private final ExpiringCache<Boolean> unknown;

    public MerchantKeys(MerchantStore store, MerchantsConfig config, Clock clock) {
        this.store = store;
        this.holders = new ExpiringCache<>(MAX_KEYS, config.keyTtl(), clock);
        this.unknown = new ExpiringCache<>(MAX_UNKNOWN_KEYS, config.unknownKeyTtl(), clock);
    }

    /** The merchant of a key and its scopes: {@code read}, {@code write}. */
    public record Holder(String merchant, Set<String> scopes) {

        public Holder {
            scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
        }
    }

    /**
     * The holder of a key; empty for an unknown key.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the keys cannot be read, which says nothing about this key
     */
    public Optional<Holder> holder(String apiKey) {
        String hash = Sha256.hex(apiKey);
        Optional<Holder> cached = holders.find(hash);
        if (cached.isPresent() || unknown.find(hash).isPresent()) {
            return cached;
        }
        Optional<Holder> holder = store.holder(hash);
        holder.ifPresentOrElse(found -> holders.put(hash, found), () -> unknown.put(hash, true));
        return holder;
    }

    /**
     * Makes the slow first read before a caller waits for it.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the keys cannot be read
     */
    void prepare() {
        store.holder(NO_KEY);
    }

    /** The key in the Authorization header; empty without the Bearer scheme. */
    static Optional<String> bearer(List<String> identitySource, Map<String, String> headers) {
        Optional<String> value = identitySource == null || identitySource.isEmpty()
                ? headers == null ? Optional.empty() : headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("authorization"))
                        .map(Map.Entry::getValue).findFirst()
                : Optional.ofNullable(identitySource.get(0));
        return value.map(BEARER::matcher).filter(Matcher::matches).map(matcher -> matcher.group(1));
    }
}
