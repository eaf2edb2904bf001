package africa.paylinks.local.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens to an order, in words that every played system translates into its own. */
public enum Outcome {
    /** The customer paid. */
    PAID,
    /** An attempt failed. */
    FAILED,
    /** The customer gave up. */
    CANCELLED,
    /** The money went back. */
    REFUNDED;

    /** Finds an outcome by its name in lower case. */
    public static Optional<Outcome> named(String name) {
        return Arrays.stream(values()).filter(outcome -> outcome.name().toLowerCase(Locale.ROOT).equals(name)).findFirst();
    }
}
