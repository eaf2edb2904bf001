package africa.paylinks.subscription;

import java.util.Locale;
import java.util.Optional;

/** What becomes of a subscription when the last retry of a period fails. */
public enum AfterLastRetry {
    SUSPEND,
    CANCEL;

    /** The name in the API, such as {@code suspend}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name in the API. */
    public static Optional<AfterLastRetry> named(String name) {
        for (AfterLastRetry value : values()) {
            if (value.wireName().equals(name)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
