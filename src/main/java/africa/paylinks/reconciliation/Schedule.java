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
 * When to ask about something that nobody tells us of: often at first, then daily. The times are counted from when it
 * began and not from one look to the next, so that runs that come late, twice or after a jump of the clock change nothing.
 */
final class Schedule {

    private static final List<Duration> EARLY = List.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10),
            Duration.ofHours(1), Duration.ofHours(6));
    private static final Duration DAILY = Duration.ofDays(1);
    private static final Duration MOST_JITTER = Duration.ofMinutes(10);
    private static final Duration LEAST_RETRY = Duration.ofSeconds(30);
    private static final Duration MOST_RETRY = Duration.ofMinutes(15);

    private Schedule() {
    }

    /**
     * When a payment is looked at next: at its expiry to the second, else about the usual times.
     *
     * @param followUp how long after its expiry it is still asked about
     * @return empty when that is over
     */
    static Optional<Instant> next(PaymentTerms terms, Instant now, Duration followUp) {
        Instant expiry = terms.expiresAt();
        Instant last = expiry.plus(followUp);
        if (now.isBefore(expiry)) {
            // What falls close to the expiry would ask twice for one answer.
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
     * @param id    tells what fell due in one second apart, always in the same way
     * @param begun from when the times are counted
     */
    static Optional<Instant> usual(String id, Instant begun, Instant now) {
        long days = Math.max(0, Duration.between(begun, now).toDays());
        Stream<Duration> ages = Stream.concat(EARLY.stream(),
                LongStream.rangeClosed(Math.max(1, days), days + 2).mapToObj(DAILY::multipliedBy));
        return ages.map(age -> begun.plus(age).plus(jitter(id, age))).filter(now::isBefore).min(Comparator.naturalOrder());
    }

    /** When to try again what a provider did not answer: sooner than the usual time, but the later the longer it waits already. */
    static Instant retry(Instant begun, Instant now) {
        Duration wait = Duration.between(begun, now).dividedBy(10);
        if (wait.compareTo(LEAST_RETRY) < 0) {
            return now.plus(LEAST_RETRY);
        }
        return now.plus(wait.compareTo(MOST_RETRY) > 0 ? MOST_RETRY : wait);
    }

    /** Up to a tenth of the age, so that what was created together is not asked about together for ever; none at the first time. */
    private static Duration jitter(String id, Duration age) {
        if (age.equals(EARLY.get(0))) {
            return Duration.ZERO;
        }
        long most = Math.min(age.toMillis() / 10, MOST_JITTER.toMillis());
        return Duration.ofMillis(Math.floorMod((id + age).hashCode(), most + 1));
    }
}
