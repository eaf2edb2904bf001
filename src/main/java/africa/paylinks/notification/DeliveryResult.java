package africa.paylinks.notification;

import java.time.Duration;

/** What to do with a processed message. */
sealed interface DeliveryResult {

    /** The message is done. */
    record Done() implements DeliveryResult {
    }

    /** The message must be redelivered after a delay. */
    record RetryAfter(Duration after) implements DeliveryResult {
    }

    /** The message must wait until its endpoint, which times out, can take it. */
    record Parked() implements DeliveryResult {
    }
}
