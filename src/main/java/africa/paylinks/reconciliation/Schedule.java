package africa.paylinks.reconciliation;

import africa.paylinks.payment.PaymentTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * When to check an item without a webhook: often at first, then daily. The times count from the item's start and not from its
 * last check, so late or repeated runs and clock jumps do not shift them.
 */
final class Schedule {

    private static final List<Duration> EARLY = List.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10),
            Duration.ofHours(1), Duration.ofHours(6));
    private static final Duration DAILY = Duration.ofDays(1);
    private static final Duration MAX_JITTER = Duration.ofMinutes(10);
    private static final Duration MIN_RETRY = Duration.ofSeconds(30);
    private static final Duration MAX_RETRY = Duration.ofMinutes(15);

    private Schedule() {
    }

    /**
     * When a payment is checked next: exactly at its expiry, otherwise at the usual times.
     *
     * @param followUp how long after its expiry it is still checked
     * @return empty when no further check is due
     */
    static Optional<Instant> next(PaymentTerms terms, Instant now, Duration followUp) {
        Instant expiry = terms.expiresAt();
        Instant last = expiry.plus(followUp);
        if (now.isBefore(expiry)) {
            // A check close to the expiry would ask twice for one answer.
            Optional<Instant> usual = usual(terms.id(), terms.createdAt(), now)
                    .filter(at -> at.plus(Duration.between(terms.createdAt(), at).dividedBy(5)).isBefore(expiry));
            return Optional.of(usual.orElse(expiry));
        }
        return now.isBefore(last)
                ? Optional.of(usual(terms.id(), terms.createdAt(), now).filter(last::isAfter).orElse(last))
                : Optional.empty();
    }

    /**
     * The next of the usual times.
     *
     * @param id    seeds the jitter, so that it is the same on every call
     * @param start the start of the schedule
     */
    static Optional<Instant> usual(String id, Instant start, Instant now) {
        long days = Math.max(0, Duration.between(start, now).toDays());
        Stream<Duration> ages = Stream.concat(EARLY.stream(),
                LongStream.rangeClosed(Math.max(1, days), days + 2).mapToObj(DAILY::multipliedBy));
        return ages.map(age -> start.plus(age).plus(jitter(id, age))).filter(now::isBefore).min(Comparator.naturalOrder());
    }

    /**
     * When to retry after a provider did not answer: sooner than the usual time, with intervals that grow with the item's
     * age.
     */
    static Instant retry(Instant start, Instant now) {
        Duration wait = Duration.between(start, now).dividedBy(10);
        if (wait.compareTo(MIN_RETRY) < 0) {
            return now.plus(MIN_RETRY);
        }
        return now.plus(wait.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : wait);
    }

    /** Up to a tenth of the age, so that items created together spread out; none at the first check. */
    private static Duration jitter(String id, Duration age) {
        if (age.equals(EARLY.get(0))) {
            return Duration.ZERO;
        }
        long max = Math.min(age.toMillis() / 10, MAX_JITTER.toMillis());
        return Duration.ofMillis(Math.floorMod((id + age).hashCode(), max + 1));
    }
}
