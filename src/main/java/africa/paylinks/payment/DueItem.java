package africa.paylinks.payment;

import java.time.Instant;

/**
 * Something that wants a look at a time, because nobody may ever tell us of it.
 *
 * @param provider whose word it waits for
 * @param at       when, in whole milliseconds; it also tells one time of being due from the next
 */
public record DueItem(String provider, Subject subject, Instant at) {

    /** What wants a look. */
    public sealed interface Subject {
    }

    /** A payment that is not paid. */
    public record OfPayment(String paymentId) implements Subject {
    }

    /** A refund of which nobody knows how it ended. */
    public record OfRefund(String paymentId, String refundId) implements Subject {
    }

    /** An attempt of a customer that only the returning customer has named. */
    public record OfAttempt(String paymentId, String transactionId) implements Subject {
    }

    /**
     * An event that its merchant is told of again.
     *
     * @param round how often it had become a dead letter
     */
    public record OfNotification(String paymentId, String eventId, int round, String merchant) implements Subject {

        /** Stands for the provider of those that wait for a time alone. */
        public static final String PROVIDER = "#notifications";

        /** Stands for the provider of those that wait for an endpoint that hangs; when they are due says only who comes first. */
        public static String parkedFor(String merchant) {
            return "#parked:" + merchant;
        }
    }

    /** A merchant's endpoint that hangs or has hung, so that deliveries are parked for it. */
    public record OfEndpoint(String merchant) implements Subject {

        /** Stands for the provider of these. */
        public static final String PROVIDER = "#endpoints";
    }

    /**
     * A stored webhook that is not settled.
     *
     * @param key the event's key, as it is kept
     */
    public record OfWebhook(String key) implements Subject {
    }
}
