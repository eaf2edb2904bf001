package africa.paylinks.kommo;

import java.time.Duration;
import java.util.Optional;

/** The work on a deal cannot go on now; the same message goes on where this one stopped. */
final class DealPending extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    DealPending(String message, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.retryAfter = retryAfter;
    }

    /** How long to wait, where that is known. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
