package africa.paylinks.merchant;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers answers for a while, and no more of them than a number, so that strangers' questions cannot fill the memory. */
final class ExpiringCache<T> {

    private final Map<String, Remembered<T>> answers;
    private final Duration timeToLive;
    private final Clock clock;

    ExpiringCache(int most, Duration timeToLive, Clock clock) {
        this.timeToLive = timeToLive;
        this.clock = clock;
        this.answers = Collections.synchronizedMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Remembered<T>> eldest) {
                return size() > most;
            }
        });
    }

    Optional<T> find(String question) {
        return Optional.ofNullable(answers.get(question)).filter(known -> clock.instant().isBefore(known.until())).map(Remembered::answer);
    }

    void put(String question, T answer) {
        // Put anew, it is the youngest again.
        answers.remove(question);
        answers.put(question, new Remembered<>(answer, clock.instant().plus(timeToLive)));
    }

    private record Remembered<T>(T answer, Instant until) {
    }
}
