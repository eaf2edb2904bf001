package africa.paylinks.local.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the sandbox delivers the webhook of an outcome. */
public enum Delivery {
    /** Once, immediately. */
    NORMAL,
    /** Not at all. */
    NONE,
    /** Twice, at the same time. */
    DUPLICATE,
    /** Once, after a delay. */
    LATE,
    /** Forged: signed without the secret, while the order at the system stays as it is. */
    FORGED;

    /** Finds a delivery by its name in lower case. */
    public static Optional<Delivery> named(String name) {
        return Arrays.stream(values()).filter(delivery -> delivery.name().toLowerCase(Locale.ROOT).equals(name)).findFirst();
    }
}
