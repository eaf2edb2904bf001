package africa.paylinks.kkiapay;

import java.util.Optional;

/** KKiaPay does not answer now, or not with what it documents; nothing is known of what it was asked. */
final class KkiapayUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<String> retryAfter;

    KkiapayUnavailable(String message, Optional<String> retryAfter) {
        super(message, null, false, false);
        this.retryAfter = retryAfter;
    }

    /** How long KKiaPay asks to be left alone, as its {@code Retry-After} header says. */
    Optional<String> retryAfter() {
        return retryAfter;
    }
}
