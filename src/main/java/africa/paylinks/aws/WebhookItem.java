package africa.paylinks.aws;

import static africa.paylinks.aws.Item.bytes;
import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.CodePoints;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A stored webhook as a table item. */
final class WebhookItem {

    static final String STATE = "state";
    static final String REFERENCE = "reference";
    static final String BODY = "body";
    /** Replaces the body when personal data was erased. */
    static final String BODY_DIGEST = "bodySha256";
    static final String ERASED_AT = "personalDataErasedAt";
    static final String RECEIVED_AT = DailyIndex.AT;
    /** After the receiving function has finished; with the reconciler's poll interval, well within 30 s. */
    private static final Duration FIRST_CHECK = Duration.ofSeconds(5);

    private WebhookItem() {
    }

    /** A new webhook; an unsettled one is due soon, in case the function does not settle it. */
    static Map<String, AttributeValue> of(StoredWebhook webhook, InboxState state, Duration life) {
        Item item = Item.of(Keys.webhook(webhook.provider(), webhook.key()))
                .put(STATE, text(state.name()))
                .put(REFERENCE, text(webhook.reference()))
                .put(PaymentItem.PROVIDER_KEY, text(ofPayment(webhook.reference())))
                .put(BODY, bytes(webhook.body()))
                .put("headers", texts(webhook.headers()))
                .put(RECEIVED_AT, time(webhook.receivedAt()))
                .put(DailyIndex.PARTITION, DailyIndex.partition(webhook.provider(), webhook.receivedAt(), Keys.bounded(webhook.key())))
                .put("ttl", number(webhook.receivedAt().plus(life).getEpochSecond()));
        return state.isWaiting()
                ? item.put(PaymentItem.DUE_SHARD, dueShard(webhook)).put(PaymentItem.DUE_AT, dueAt(webhook.receivedAt())).attributes()
                : item.attributes();
    }

    static AttributeValue dueShard(StoredWebhook webhook) {
        return text(DueKeys.shard(webhook.provider(), Keys.bounded(webhook.key())));
    }

    static AttributeValue dueAt(Instant now) {
        return time(now.plus(FIRST_CHECK));
    }

    /** The index key of a payment's webhooks in the index of provider references; no provider has this name. */
    static String ofPayment(String paymentId) {
        return "webhook-of#" + CodePoints.cut(paymentId, 100);
    }
}
