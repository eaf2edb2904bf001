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
 * Whose API key is whose: one read of the table by the key's SHA-256, however many merchants there are, and none while
 * the answer is remembered. A merchant may have several keys, so that they can be changed without a gap.
 */
@Singleton
public final class MerchantKeys {

    private static final Pattern BEARER = Pattern.compile("(?i)bearer +([\\x21-\\x7e]{8,512}) *");
    private static final int MOST_KEYS = 10_000;
    private static final int MOST_UNKNOWN_KEYS = 1_000;
    /** The hash of no text that is known. */
    private static final String NO_KEY = "0".repeat(64);

    private final MerchantStore store;
    private final ExpiringCache<Holder> holders;
    private final ExpiringCache<Boolean> unknown;

    public MerchantKeys(MerchantStore store, MerchantsConfig config, Clock clock) {
        this.store = store;
        this.holders = new ExpiringCache<>(MOST_KEYS, config.keyTtl(), clock);
        this.unknown = new ExpiringCache<>(MOST_UNKNOWN_KEYS, config.unknownKeyTtl(), clock);
    }

    /** The merchant behind a key, and what the key may do: {@code read}, {@code write}. */
    public record Holder(String merchant, Set<String> scopes) {

        public Holder {
            scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
        }
    }

    /**
     * The holder of a key; empty when it is nobody's.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the keys cannot be read, which says nothing about the key
     */
    public Optional<Holder> holder(String apiKey) {
        String hash = Sha256.hex(apiKey);
        Optional<Holder> remembered = holders.find(hash);
        if (remembered.isPresent() || unknown.find(hash).isPresent()) {
            return remembered;
        }
        Optional<Holder> holder = store.holder(hash);
        holder.ifPresentOrElse(found -> holders.put(hash, found), () -> unknown.put(hash, true));
        return holder;
    }

    /**
     * Makes the first read, which takes the longest, before anybody waits for it.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the keys cannot be read
     */
    void prepare() {
        store.holder(NO_KEY);
    }

    /** The key in the Authorization header; empty when there is none of the Bearer scheme. */
    static Optional<String> bearer(List<String> identitySource, Map<String, String> headers) {
        Optional<String> value = identitySource == null || identitySource.isEmpty()
                ? headers == null ? Optional.empty() : headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("authorization"))
                        .map(Map.Entry::getValue).findFirst()
                : Optional.ofNullable(identitySource.get(0));
        return value.map(BEARER::matcher).filter(Matcher::matches).map(matcher -> matcher.group(1));
    }
}
