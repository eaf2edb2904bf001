package africa.paylinks.subscription;

import java.util.Locale;
import java.util.Optional;

/** The status of a subscription. */
public enum SubscriptionStatus {
    /** The first charge date has not come. */
    SCHEDULED,
    /** The last due period is paid, or its first attempt is on its way. */
    ACTIVE,
    /** An attempt of a due period failed, and retries are left. */
    PAST_DUE,
    /** All retries failed; nothing is charged until the merchant resumes it or the open period is paid. */
    SUSPENDED,
    /** The merchant paused it; periods that fall due are skipped. */
    PAUSED,
    /** The merchant, or the last failed retry, ended it. */
    CANCELLED,
    /** All payments were made. */
    COMPLETED;

    /** Whether nothing will be charged any more. */
    public boolean isEnded() {
        return this == CANCELLED || this == COMPLETED;
    }

    /** Whether an attempt that the provider may not know is not begun any more. */
    boolean isStopped() {
        return isEnded() || this == SUSPENDED;
    }

    /** Whether due periods are charged. */
    boolean isCharged() {
        return this == SCHEDULED || this == ACTIVE || this == PAST_DUE;
    }

    /** The status with that name, ignoring case; empty when there is none. */
    public static Optional<SubscriptionStatus> named(String name) {
        try {
            return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
