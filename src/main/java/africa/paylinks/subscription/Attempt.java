package africa.paylinks.subscription;

import africa.paylinks.payment.Failure;
import java.time.Instant;
import java.util.Optional;

/**
 * An attempt to charge a period. Each is a payment of its own, whose id is derived from the subscription, the period and the
 * number: a failed reference is never used again, and an unknown outcome is asked under the same one.
 *
 * @param number    from 0
 * @param requested whether the merchant asked for it; such an attempt does not count towards dunning
 * @param checks    how often the provider was asked, or the payment read, without an outcome
 * @param checkAt   when to ask or to read the next time
 * @param failure   why it failed
 * @param soft      whether the failure does not count
 * @param link      the page to pay on, if the customer must open one
 */
public record Attempt(int number, String paymentId, AttemptStatus status, boolean requested, Instant startedAt, int checks,
        Instant checkAt, Optional<Failure> failure, boolean soft, Optional<String> link, Optional<Instant> endedAt) {

    static Attempt started(int number, String paymentId, boolean requested, Instant now, Instant checkAt) {
        return new Attempt(number, paymentId, AttemptStatus.STARTED, requested, now, 0, checkAt, Optional.empty(), false,
                Optional.empty(), Optional.empty());
    }

    Attempt checkedAgain(Instant next) {
        return new Attempt(number, paymentId, status, requested, startedAt, checks + 1, next, failure, soft, link, endedAt);
    }

    Attempt pending(Optional<String> page, Instant next) {
        return new Attempt(number, paymentId, AttemptStatus.PENDING, requested, startedAt, 0, next, failure, soft, page, endedAt);
    }

    Attempt failed(Failure why, boolean isSoft, Instant at) {
        return new Attempt(number, paymentId, AttemptStatus.FAILED, requested, startedAt, checks, checkAt, Optional.of(why), isSoft,
                link, Optional.of(at));
    }

    Attempt paid(Instant at) {
        return new Attempt(number, paymentId, AttemptStatus.PAID, requested, startedAt, checks, checkAt, failure, soft, link,
                Optional.of(at));
    }
}
