package africa.paylinks.local.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens to an order; each system translates it into its own statuses. */
public enum Outcome {
    /** The customer paid. */
    PAID,
    /** An attempt failed. */
    FAILED,
    /** The customer cancelled. */
    CANCELLED,
    /** The provider refunded the payment. */
    REFUNDED;

    /** Finds an outcome by its name in lower case. */
    public static Optional<Outcome> named(String name) {
        return Arrays.stream(values()).filter(outcome -> outcome.name().toLowerCase(Locale.ROOT).equals(name)).findFirst();
    }
}
