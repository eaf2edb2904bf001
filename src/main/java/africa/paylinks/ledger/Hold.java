package africa.paylinks.ledger;

import africa.paylinks.payment.Money;
import java.time.Instant;
import java.util.Optional;

/**
 * An amount that is pending on an account until it is posted or voided, once.
 *
 * @param expiresAt from when it can no longer be posted or voided but only expire; empty when it never expires
 */
public record Hold(String account, Direction direction, Money amount, Optional<Instant> expiresAt) {

    /** The effect of a hold on its account. */
    public enum Direction {
        /** Money that is expected; it cannot be used. */
        IN,
        /** Money that leaves; it is no longer available. */
        OUT
    }

    /** Whether it has expired. */
    public boolean isExpired(Instant now) {
        return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
    }
}
