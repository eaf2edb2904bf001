package africa.paylinks.notification;

import java.time.Duration;

/** What becomes of a message that was worked on. */
sealed interface DeliveryResult {

    /** Nothing is left to do about it. */
    record Done() implements DeliveryResult {
    }

    /** It is to come again after a while. */
    record RetryAfter(Duration after) implements DeliveryResult {
    }

    /** It is to wait until the endpoint, which hangs, has time for it. */
    record Parked() implements DeliveryResult {
    }
}
