package africa.paylinks.secrets;

import java.time.Duration;

/**
 * How long loaded secrets are used.
 *
 * @param fresh            how long a secret is used before it is reloaded
 * @param longest          how long it is used at most while reloading fails, so that a withdrawn key expires
 * @param previousAccepted how long the previous version is accepted after a rotation
 * @param reading          how long a request waits at most for a secret that it needs
 */
public record SecretLifetimes(Duration fresh, Duration longest, Duration previousAccepted, Duration reading) {

    /** Limits {@code fresh} to {@code longest}. */
    public SecretLifetimes {
        fresh = fresh.compareTo(longest) < 0 ? fresh : longest;
    }

    /** The defaults, with another time until reload. */
    public static SecretLifetimes usual(Duration fresh) {
        return new SecretLifetimes(fresh, Duration.ofHours(6), Duration.ofHours(24), Duration.ofMillis(1500));
    }
}
