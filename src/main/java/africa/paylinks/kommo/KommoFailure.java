package africa.paylinks.kommo;

import java.time.Duration;
import java.util.Optional;

/** A call of Kommo failed; the message has Kommo's answer, without personal data. */
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

    /** How long to wait, if Kommo says so. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** What a failure means for further requests. */
    enum Kind {
        /** Rate limited: all requests must wait. */
        BUSY,
        /** The IP address or the account is blocked; further requests prolong the block. */
        BLOCKED,
        /** The token is rejected, or the account's subscription has ended. */
        UNAUTHORIZED,
        /** This request is refused. */
        REFUSED,
        /** No usable answer; it is unknown whether Kommo processed the request. */
        UNKNOWN
    }
}
