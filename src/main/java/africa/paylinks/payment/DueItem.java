package africa.paylinks.payment;

import java.time.Duration;
import java.time.Instant;

/**
 * An item that must be checked at a certain time, in case no webhook arrives.
 *
 * @param provider the provider to ask
 * @param at       the due time in whole milliseconds; it also distinguishes successive due times of the same subject
 */
public record DueItem(String provider, Subject subject, Instant at) {

    /** The subject to check. */
    public sealed interface Subject {
    }

    /** An unpaid payment. */
    public record OfPayment(String paymentId) implements Subject {
    }

    /** A paid payment whose provider is asked for refunds that were made there. */
    public record OfPaidPayment(String paymentId) implements Subject {

        /** How long after the payment its provider is first asked, at the earliest. */
        public static final Duration FIRST_CHECK = Duration.ofDays(1);

        private static final String PREFIX = "#paid:";

        /** Replaces the provider, because paid payments must not count as open ones of the provider. */
        public static String of(String provider) {
            return PREFIX + provider;
        }

        /** Whether the name is one that {@link #of} returns. */
        public static boolean isProvider(String name) {
            return name.startsWith(PREFIX);
        }
    }

    /** A refund without a known outcome. */
    public record OfRefund(String paymentId, String refundId) implements Subject {
    }

    /** A transaction that only the returning customer's browser reported. */
    public record OfTransaction(String paymentId, String transactionId) implements Subject {
    }

    /**
     * An event to deliver to a merchant again.
     *
     * @param deadLetters how often it has been dead-lettered
     * @param endpoint    the key of the endpoint
     */
    public record OfNotification(String paymentId, String eventId, int deadLetters, String endpoint) implements Subject {

        /** Replaces the provider for deliveries that wait for a time. */
        public static final String PROVIDER = "#notifications";

        /** Replaces the provider for deliveries that wait for a hanging endpoint; their due time only gives the order. */
        public static String parkedFor(String endpoint) {
            return "#parked:" + endpoint;
        }
    }

    /**
     * An endpoint that hangs, so that deliveries are parked for it.
     *
     * @param endpoint the key of the endpoint
     */
    public record OfEndpoint(String endpoint) implements Subject {

        /** Replaces the provider for endpoints. */
        public static final String PROVIDER = "#endpoints";
    }

    /** A subscription with a charge, a reminder or a check that is due. */
    public record OfSubscription(String subscriptionId) implements Subject {

        /** Replaces the provider for subscriptions. */
        public static final String PROVIDER = "#subscriptions";
    }

    /** A transfer whose money has not arrived. */
    public record OfTransfer(String transferId) implements Subject {
    }

    /**
     * A stored webhook that is not settled yet.
     *
     * @param key the event's key in the inbox
     */
    public record OfWebhook(String key) implements Subject {
    }
}
