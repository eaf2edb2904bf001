package africa.paylinks.aws;

import static africa.paylinks.aws.Item.bytes;
import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

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
    static final String RECEIVED_AT = DailyIndex.AT;
    /** After the function that received it has had its time; with the reconciler's poll on top, well within 30 s. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

    private WebhookItem() {
    }

    /** The webhook as it is first put; one that is not settled is due soon, in case nobody settles it meanwhile. */
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
        return time(now.plus(FIRST_LOOK));
    }

    /** What webhooks of a payment share in the index of providers' own references, in which no provider has such a name. */
    static String ofPayment(String paymentId) {
        return "webhook-of#" + (paymentId.length() <= 100 ? paymentId : paymentId.substring(0, 100));
    }
}
