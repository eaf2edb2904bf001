package africa.paylinks.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a look at something due came to.
 *
 * @param next       when it is due again; empty when there is nothing more to find out
 * @param soon       how soon to look again within this run, if there is time; empty when {@code next} is soon enough
 * @param contact    how the provider answered
 * @param retryAfter how long the provider asks to be left alone
 * @param settled    whether it was found out how it stands, by this look or before
 */
public record CheckResult(Optional<Instant> next, Optional<Duration> soon, Contact contact, Optional<Duration> retryAfter,
        boolean settled) {

    /** Nothing more to find out. */
    static CheckResult over(Contact contact) {
        return new CheckResult(Optional.empty(), Optional.empty(), contact, Optional.empty(), true);
    }

    /** Due again then; empty when it is given up. */
    static CheckResult again(Contact contact, Optional<Instant> next) {
        return new CheckResult(next, Optional.empty(), contact, Optional.empty(), false);
    }

    /** Due again then, because the provider gave no answer. */
    static CheckResult unanswered(Optional<Instant> next, Optional<Duration> retryAfter) {
        return new CheckResult(next, Optional.empty(), Contact.NO_ANSWER, retryAfter, false);
    }

    /** Due again when the provider may be asked, because it was asked just before on behalf of somebody else. */
    static CheckResult tooSoon(Instant next) {
        return again(Contact.NONE, Optional.of(next));
    }

    /** The same, to be looked at again within this run if there is time. */
    CheckResult soon(Duration soon) {
        return new CheckResult(next, Optional.of(soon), contact, retryAfter, settled);
    }

    /** How the provider answered. */
    public enum Contact {
        /** It was not asked. */
        NONE,
        ANSWERED,
        NO_ANSWER
    }
}
