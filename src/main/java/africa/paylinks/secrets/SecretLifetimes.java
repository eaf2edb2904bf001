package africa.paylinks.secrets;

import java.time.Duration;

/**
 * How long secrets that were read are used.
 *
 * @param fresh            how long a secret is used before it is read again
 * @param longest          how long it is used at most while it cannot be read again, so that a withdrawn key does end
 * @param previousAccepted how long after the current version was made the one before it is still accepted
 * @param reading          how long a request waits at most for a secret without which it cannot go on
 */
public record SecretLifetimes(Duration fresh, Duration longest, Duration previousAccepted, Duration reading) {

    /** Nothing is used for longer than at most. */
    public SecretLifetimes {
        fresh = fresh.compareTo(longest) < 0 ? fresh : longest;
    }

    /** The defaults, but for the time after which a secret is read again. */
    public static SecretLifetimes usual(Duration fresh) {
        return new SecretLifetimes(fresh, Duration.ofHours(6), Duration.ofHours(24), Duration.ofMillis(1500));
    }
}
