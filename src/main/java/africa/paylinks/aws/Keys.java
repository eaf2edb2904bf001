package africa.paylinks.aws;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.payment.DueItem;
import africa.paylinks.reusablelink.LinkClaim;
import africa.paylinks.transfer.DailyCount;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The keys of all items in the table. */
final class Keys {

    static final String PARTITION = "pk";
    static final String SORT = "sk";
    static final String HISTORY_PREFIX = "EVENT#";
    static final String REFUND_PREFIX = "REFUND#";
    static final String EVENT_PREFIX = "EVENT#";
    static final String NOTIFICATION_PREFIX = "NOTIFICATION#";
    static final String CIRCUIT_PREFIX = "CIRCUIT#";
    static final String ATTEMPT_PREFIX = "ATTEMPT#";
    static final String SUBSCRIPTION_PREFIX = "SUBSCRIPTION#";
    static final String PERIOD_PREFIX = "PERIOD#";
    static final String DELIVERY_PREFIX = "DELIVERY#";
    static final String MERCHANTS = "MERCHANTS";
    static final String ACCOUNT_PREFIX = "ACCOUNT#";
    static final String ENTRY_PREFIX = "ENTRY#";
    static final String TRANSFER_PREFIX = "TRANSFER#";
    static final String REUSABLE_LINK_PREFIX = "LINK#";
    static final String HELD_CLAIM_PREFIX = "HELD#";
    private static final int MAX_PLAIN_KEY = 256;

    private Keys() {
    }

    static Map<String, AttributeValue> payment(String paymentId) {
        return key("PAYMENT#" + paymentId, "PAYMENT");
    }

    /** @param discriminator distinguishes entries of the same millisecond */
    static Map<String, AttributeValue> history(String paymentId, Instant at, String discriminator) {
        return key("PAYMENT#" + paymentId, HISTORY_PREFIX + Item.time(at).s() + "#" + discriminator);
    }

    /**
     * The key of a mismatch that repeated checks report: one entry per content, whenever it was first reported.
     *
     * @param content the reported content, which may come from outside
     */
    static Map<String, AttributeValue> mismatch(String paymentId, String content) {
        return key("PAYMENT#" + paymentId, HISTORY_PREFIX + "MISMATCH#" + bounded(content));
    }

    /** One history entry per further transaction that paid. */
    static Map<String, AttributeValue> paidAgain(String paymentId, String reference) {
        return key("PAYMENT#" + paymentId, HISTORY_PREFIX + "PAID-AGAIN#" + bounded(reference));
    }

    /** One history entry per refund at the provider that does not fit the payment. */
    static Map<String, AttributeValue> excessRefund(String paymentId, String reference) {
        return key("PAYMENT#" + paymentId, HISTORY_PREFIX + "REFUND-EXCEEDS#" + bounded(reference));
    }

    /** Names the refund that counts a refund of the provider. */
    static Map<String, AttributeValue> countedRefund(String paymentId, String providerReference) {
        return key("PAYMENT#" + paymentId, "REFUND-OF#" + bounded(providerReference));
    }

    static Map<String, AttributeValue> refund(String paymentId, String refundId) {
        return key("PAYMENT#" + paymentId, REFUND_PREFIX + refundId);
    }

    static Map<String, AttributeValue> attempt(String paymentId, String transactionId) {
        return key("PAYMENT#" + paymentId, ATTEMPT_PREFIX + transactionId);
    }

    static Map<String, AttributeValue> notification(DueItem.OfNotification of) {
        return key(NOTIFICATION_PREFIX + of.paymentId(), of.deadLetters() + "#" + of.eventId() + "#" + of.endpoint());
    }

    static Map<String, AttributeValue> subscription(String subscriptionId) {
        return key(SUBSCRIPTION_PREFIX + subscriptionId, "SUBSCRIPTION");
    }

    static Map<String, AttributeValue> period(String subscriptionId, LocalDate date) {
        return key(SUBSCRIPTION_PREFIX + subscriptionId, PERIOD_PREFIX + date);
    }

    /** @param sequence orders the events of a subscription */
    static Map<String, AttributeValue> subscriptionEvent(String subscriptionId, long sequence) {
        return key(SUBSCRIPTION_PREFIX + subscriptionId, HISTORY_PREFIX + numbered(sequence));
    }

    static Map<String, AttributeValue> subscriptionOutbox(String subscriptionId, long sequence) {
        return key(outboxPartition(subscriptionId), numbered(sequence));
    }

    /** Attempts to deliver events; a subscription's history holds only what happened to it. */
    static Map<String, AttributeValue> subscriptionDelivery(String subscriptionId, Instant at, String discriminator) {
        return key(SUBSCRIPTION_PREFIX + subscriptionId, DELIVERY_PREFIX + Item.time(at).s() + "#" + discriminator);
    }

    private static String numbered(long sequence) {
        return String.format(Locale.ROOT, "%012d", sequence);
    }

    /** @param endpoint the key of the endpoint */
    static Map<String, AttributeValue> circuit(String endpoint) {
        return key(CIRCUIT_PREFIX + endpoint, "CIRCUIT");
    }

    static Map<String, AttributeValue> webhook(String provider, String eventKey) {
        return key("WEBHOOK#" + provider + "#" + bounded(eventKey), "WEBHOOK");
    }

    /** Limits the length of an external key, because DynamoDB allows 2048 bytes per partition key and 1024 per sort key. */
    static String bounded(String key) {
        return key.length() <= MAX_PLAIN_KEY ? key : "sha256:" + sha256(key);
    }

    static Map<String, AttributeValue> idempotency(IdempotencyKey key) {
        return key("IDEMPOTENCY#" + key.merchant() + "#" + key.value(), "IDEMPOTENCY");
    }

    /** Counts the debits of a phone number in a time window; the number itself is not stored. */
    static Map<String, AttributeValue> debits(String phone, Instant window) {
        return key("DEBITS#" + sha256(phone) + "#" + window.getEpochSecond(), "DEBITS");
    }

    /** A number that was asked for a payment; neither can be read from the key. */
    static Map<String, AttributeValue> askedNumber(String paymentId, String phone) {
        return key("DEBITS#" + sha256(paymentId + "#" + phone), "ASKED");
    }

    /** Counts a merchant's creations per minute, in one of several shards. */
    static Map<String, AttributeValue> creationCount(String merchant, Instant minute, int shard) {
        return key("CREATIONS#" + merchant + "#" + Item.time(minute).s() + "#" + shard, "CREATIONS");
    }

    static Map<String, AttributeValue> progress(String subject) {
        return key("PROGRESS#" + subject, "PROGRESS");
    }

    static Map<String, AttributeValue> outage(String provider) {
        return key("OUTAGE#" + provider, "OUTAGE");
    }

    /** All events of a payment share a partition, so that the stream delivers them in write order. */
    static Map<String, AttributeValue> outbox(String paymentId, Instant at, String discriminator) {
        return key(outboxPartition(paymentId), Item.time(at).s() + "#" + discriminator);
    }

    static String outboxPartition(String paymentId) {
        return "OUTBOX#" + paymentId;
    }

    /** The type and the subject are in the key, because the index has keys only. */
    static Map<String, AttributeValue> event(String eventId, String type, String subjectId) {
        return key(EVENT_PREFIX + eventId, type + "#" + subjectId);
    }

    static Map<String, AttributeValue> merchant(String name) {
        return key("MERCHANT#" + name, "MERCHANT");
    }

    /** Next to the merchant, but apart from its keys and endpoint, which pages must not read. */
    static Map<String, AttributeValue> branding(String merchant) {
        return key("MERCHANT#" + merchant, "BRANDING");
    }

    static Map<String, AttributeValue> logo(String id) {
        return key("LOGO#" + id, "LOGO");
    }

    /** @param sha256 hash of the API key, which itself is not stored */
    static Map<String, AttributeValue> apiKey(String sha256) {
        return key("APIKEY#" + sha256, "APIKEY");
    }

    /** All merchants' names share a partition for sorted listing; it is written only when a merchant is added or removed. */
    static Map<String, AttributeValue> merchantName(String name) {
        return key(MERCHANTS, name);
    }

    static Map<String, AttributeValue> account(String accountId) {
        return key(ACCOUNT_PREFIX + accountId, "ACCOUNT");
    }

    /** An owner's accounts, one per currency, for listing. */
    static Map<String, AttributeValue> accountOfOwner(String merchant, String ownerId, String currency) {
        return key(accountsOfOwner(merchant, ownerId), currency);
    }

    /** The owner's id itself is not stored in the key, which could not be erased. */
    static String accountsOfOwner(String merchant, String ownerId) {
        return "ACCOUNTS#" + merchant + "#" + sha256(ownerId);
    }

    /** Records an erasure of personal data next to what was erased. */
    static Map<String, AttributeValue> erasure(AttributeValue partition, Instant at) {
        return Map.of(PARTITION, partition, SORT, AttributeValue.fromS("ERASURE#" + Item.time(at).s()));
    }

    static Map<String, AttributeValue> reusableLink(String linkId) {
        return key(REUSABLE_LINK_PREFIX + linkId, "LINK");
    }

    static Map<String, AttributeValue> linkClaim(String linkId, String paymentId) {
        return key(REUSABLE_LINK_PREFIX + linkId, "CLAIM#" + paymentId);
    }

    /** Makes the claims of a link that are held a list by the time at which they can be released. */
    static Map<String, AttributeValue> heldClaim(LinkClaim claim) {
        return key(REUSABLE_LINK_PREFIX + claim.linkId(), HELD_CLAIM_PREFIX + Item.time(claim.until()).s() + "#" + claim.paymentId());
    }

    /** @param number of fixed length, so that it sorts as text */
    static Map<String, AttributeValue> entry(String accountId, long number) {
        return key(ACCOUNT_PREFIX + accountId, ENTRY_PREFIX + String.format(Locale.ROOT, "%019d", number));
    }

    /** The entries of a system account, spread over several partitions, because every transfer writes one. */
    static Map<String, AttributeValue> systemEntry(String partition, String transferId, Instant at) {
        return key(partition, ENTRY_PREFIX + Item.time(at).s() + "#" + transferId);
    }

    static String systemAccount(String merchant, String account, String currency) {
        return ACCOUNT_PREFIX + account + "#" + merchant + "#" + currency;
    }

    static Map<String, AttributeValue> transfer(String transferId) {
        return key(TRANSFER_PREFIX + transferId, "TRANSFER");
    }

    static Map<String, AttributeValue> transferHistory(String transferId, Instant at, String discriminator) {
        return key(TRANSFER_PREFIX + transferId, HISTORY_PREFIX + Item.time(at).s() + "#" + discriminator);
    }

    /** Attempts to deliver events; a transfer's history holds only what happened to it. */
    static Map<String, AttributeValue> transferDelivery(String transferId, Instant at, String discriminator) {
        return key(TRANSFER_PREFIX + transferId, DELIVERY_PREFIX + Item.time(at).s() + "#" + discriminator);
    }

    /** Makes an account's transfers a list by time. */
    static Map<String, AttributeValue> transferOfAccount(String accountId, Instant createdAt, String transferId) {
        return key(ACCOUNT_PREFIX + accountId, TRANSFER_PREFIX + Item.time(createdAt).s() + "#" + transferId);
    }

    /** Counts what a sender has sent on a day; the account or number itself is not stored. */
    static Map<String, AttributeValue> dailyCount(DailyCount counter) {
        return key("DAILYCOUNT#" + counter.merchant() + "#" + counter.currency() + "#" + counter.sender() + "#" + counter.day(), "DAILYCOUNT");
    }

    private static Map<String, AttributeValue> key(String partition, String sort) {
        return Map.of(PARTITION, AttributeValue.fromS(partition), SORT, AttributeValue.fromS(sort));
    }

    static String sha256(String text) {
        return Sha256.hex(text);
    }
}
