package africa.paylinks.kommo;

import java.time.Duration;
import java.util.Optional;

/** Processing of a deal cannot continue now; the redelivered message resumes it. */
final class DealPending extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    DealPending(String message, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.retryAfter = retryAfter;
    }

    /** How long to wait, if known. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
