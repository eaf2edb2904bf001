package africa.paylinks.merchant;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A cache with a time to live and a maximum size, so that unauthenticated requests cannot fill the memory. */
final class ExpiringCache<T> {

    private final Map<String, Entry<T>> entries;
    private final Duration timeToLive;
    private final Clock clock;

    ExpiringCache(int maxEntries, Duration timeToLive, Clock clock) {
        this.timeToLive = timeToLive;
        this.clock = clock;
        this.entries = Collections.synchronizedMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Entry<T>> eldest) {
                return size() > maxEntries;
            }
        });
    }

    Optional<T> find(String key) {
        return Optional.ofNullable(entries.get(key)).filter(entry -> clock.instant().isBefore(entry.expiresAt())).map(Entry::value);
    }

    void put(String key, T value) {
        // Re-insert it as the newest entry.
        entries.remove(key);
        entries.put(key, new Entry<>(value, clock.instant().plus(timeToLive)));
    }

    private record Entry<T>(T value, Instant expiresAt) {
    }
}
