package africa.paylinks.local.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the webhook of an outcome arrives. */
public enum Delivery {
    /** Once, at once. */
    NORMAL,
    /** Never: it was lost. */
    NONE,
    /** Twice, at the same time. */
    DUPLICATE,
    /** Once, seconds later. */
    LATE,
    /** From someone else, who does not know the secret and changes nothing at the system. */
    FORGED;

    /** Finds a way of delivery by its name in lower case. */
    public static Optional<Delivery> named(String name) {
        return Arrays.stream(values()).filter(delivery -> delivery.name().toLowerCase(Locale.ROOT).equals(name)).findFirst();
    }
}
