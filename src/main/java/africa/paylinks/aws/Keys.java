package africa.paylinks.aws;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.payment.DueItem;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The keys of the one table. */
final class Keys {

    static final String PARTITION = "pk";
    static final String SORT = "sk";
    static final String HISTORY_PREFIX = "EVENT#";
    static final String REFUND_PREFIX = "REFUND#";
    static final String NOTIFICATION_PREFIX = "NOTIFICATION#";
    static final String CIRCUIT_PREFIX = "CIRCUIT#";
    static final String ATTEMPT_PREFIX = "ATTEMPT#";
    static final String MERCHANTS = "MERCHANTS";
    private static final int LONGEST_PLAIN_KEY = 256;

    private Keys() {
    }

    static Map<String, AttributeValue> payment(String paymentId) {
        return key("PAYMENT#" + paymentId, "PAYMENT");
    }

    /** @param discriminator keeps apart what happened within one millisecond */
    static Map<String, AttributeValue> history(String paymentId, Instant at, String discriminator) {
        return key("PAYMENT#" + paymentId, HISTORY_PREFIX + Item.time(at).s() + "#" + discriminator);
    }

    /**
     * What is told of a payment whenever somebody asks is one line of its history, whenever it was told first.
     *
     * @param said what was told; it may come from outside
     */
    static Map<String, AttributeValue> mismatch(String paymentId, String said) {
        return key("PAYMENT#" + paymentId, HISTORY_PREFIX + "MISMATCH#" + bounded(said));
    }

    /** One line of a payment's history for each further transaction that paid it. */
    static Map<String, AttributeValue> paidAgain(String paymentId, String reference) {
        return key("PAYMENT#" + paymentId, HISTORY_PREFIX + "PAID-AGAIN#" + bounded(reference));
    }

    static Map<String, AttributeValue> refund(String paymentId, String refundId) {
        return key("PAYMENT#" + paymentId, REFUND_PREFIX + refundId);
    }

    static Map<String, AttributeValue> attempt(String paymentId, String transactionId) {
        return key("PAYMENT#" + paymentId, ATTEMPT_PREFIX + transactionId);
    }

    static Map<String, AttributeValue> notification(DueItem.OfNotification of) {
        return key(NOTIFICATION_PREFIX + of.paymentId(), of.round() + "#" + of.eventId() + "#" + of.merchant());
    }

    static Map<String, AttributeValue> circuit(String merchant) {
        return key(CIRCUIT_PREFIX + merchant, "CIRCUIT");
    }

    static Map<String, AttributeValue> webhook(String provider, String eventKey) {
        return key("WEBHOOK#" + provider + "#" + bounded(eventKey), "WEBHOOK");
    }

    /** A key as it is kept: it comes from outside, and an item's key has at most 2048 bytes, its sort key half of that. */
    static String bounded(String key) {
        return key.length() <= LONGEST_PLAIN_KEY ? key : "sha256:" + sha256(key);
    }

    static Map<String, AttributeValue> idempotency(IdempotencyKey key) {
        return key("IDEMPOTENCY#" + key.merchant() + "#" + key.value(), "IDEMPOTENCY");
    }

    /** How often a phone was asked to pay within a window of time; the number itself is not kept. */
    static Map<String, AttributeValue> debits(String phone, Instant window) {
        return key("DEBITS#" + sha256(phone) + "#" + window.getEpochSecond(), "DEBITS");
    }

    /** How many payments a merchant asked for within a minute, counted by one of several shards. */
    static Map<String, AttributeValue> creationCount(String merchant, Instant minute, int shard) {
        return key("CREATIONS#" + merchant + "#" + Item.time(minute).s() + "#" + shard, "CREATIONS");
    }

    static Map<String, AttributeValue> progress(String subject) {
        return key("PROGRESS#" + subject, "PROGRESS");
    }

    static Map<String, AttributeValue> outage(String provider) {
        return key("OUTAGE#" + provider, "OUTAGE");
    }

    /**
     * All events of a payment share a partition, so that the stream gives them in the order in which they were written.
     */
    static Map<String, AttributeValue> outbox(String paymentId, Instant at, String discriminator) {
        return key(outboxPartition(paymentId), Item.time(at).s() + "#" + discriminator);
    }

    static String outboxPartition(String paymentId) {
        return "OUTBOX#" + paymentId;
    }

    static Map<String, AttributeValue> merchant(String name) {
        return key("MERCHANT#" + name, "MERCHANT");
    }

    /** @param sha256 of the key, which is nowhere kept itself */
    static Map<String, AttributeValue> apiKey(String sha256) {
        return key("APIKEY#" + sha256, "APIKEY");
    }

    /** All merchants' names share a partition, so that they can be listed in their order; it is written only when one comes or goes. */
    static Map<String, AttributeValue> merchantName(String name) {
        return key(MERCHANTS, name);
    }

    private static Map<String, AttributeValue> key(String partition, String sort) {
        return Map.of(PARTITION, AttributeValue.fromS(partition), SORT, AttributeValue.fromS(sort));
    }

    static String sha256(String text) {
        return Sha256.hex(text);
    }
}
