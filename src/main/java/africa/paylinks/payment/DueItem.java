package africa.paylinks.payment;

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

    /** A refund without a known outcome. */
    public record OfRefund(String paymentId, String refundId) implements Subject {
    }

    /** A transaction that only the returning customer's browser reported. */
    public record OfTransaction(String paymentId, String transactionId) implements Subject {
    }

    /**
     * An event to deliver again later.
     *
     * @param round how often it became a dead letter before
     */
    public record OfNotification(String paymentId, String eventId, int round, String merchant) implements Subject {

        /** The provider name of deliveries that wait until a time. */
        public static final String PROVIDER = "#notifications";

        /** The provider name of deliveries that wait for an endpoint that hangs; their due time only orders them. */
        public static String parkedFor(String merchant) {
            return "#parked:" + merchant;
        }
    }

    /** A merchant's endpoint that hangs or hung, and for which deliveries are parked. */
    public record OfEndpoint(String merchant) implements Subject {

        /** The provider name of these. */
        public static final String PROVIDER = "#endpoints";
    }

    /**
     * A stored webhook that is not settled yet.
     *
     * @param key the event's key in the inbox
     */
    public record OfWebhook(String key) implements Subject {
    }
}
