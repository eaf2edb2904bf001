package africa.paylinks.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The result of checking a due item.
 *
 * @param next       when the item is due again; empty when it is finished
 * @param soon       how soon to check again within this run, if time allows; empty when {@code next} is soon enough
 * @param contact    whether the provider answered
 * @param retryAfter the pause that the provider requests
 * @param settled    whether the outcome is known
 */
public record CheckResult(Optional<Instant> next, Optional<Duration> soon, Contact contact, Optional<Duration> retryAfter,
        boolean settled) {

    /** The item is finished. */
    static CheckResult finished(Contact contact) {
        return new CheckResult(Optional.empty(), Optional.empty(), contact, Optional.empty(), true);
    }

    /** The item is due again at {@code next}; empty when it is given up. */
    static CheckResult dueAgain(Contact contact, Optional<Instant> next) {
        return new CheckResult(next, Optional.empty(), contact, Optional.empty(), false);
    }

    /** The item is due again because the provider did not answer. */
    static CheckResult unanswered(Optional<Instant> next, Optional<Duration> retryAfter) {
        return new CheckResult(next, Optional.empty(), Contact.NO_ANSWER, retryAfter, false);
    }

    /** The item is due again when the provider may be called; it was called very recently on behalf of another caller. */
    static CheckResult tooSoon(Instant next) {
        return dueAgain(Contact.NONE, Optional.of(next));
    }

    /** A copy that is checked again within this run if time allows. */
    CheckResult soon(Duration soon) {
        return new CheckResult(next, Optional.of(soon), contact, retryAfter, settled);
    }

    /** Whether the provider answered. */
    public enum Contact {
        /** The provider was not called. */
        NONE,
        ANSWERED,
        NO_ANSWER
    }
}
