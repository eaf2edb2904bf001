package africa.paylinks.kommo;

import java.time.Duration;
import java.util.Optional;

/** Kommo did not do what it was asked; the message says what it answered, without personal data. */
final class KommoFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    KommoFailure(Kind kind, String message, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    Kind kind() {
        return kind;
    }

    /** How long to wait, where Kommo says it. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** What a failure means for the next request. */
    enum Kind {
        /** Too many requests: all of them have to wait. */
        BUSY,
        /** The address or the account is shut out: every further request makes it worse. */
        BLOCKED,
        /** The token is refused, or the account is not paid for. */
        UNAUTHORIZED,
        /** This request is refused. */
        REFUSED,
        /** No usable answer came; whether the request was carried out is not known. */
        UNKNOWN
    }
}
