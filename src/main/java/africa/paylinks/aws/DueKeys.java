package africa.paylinks.aws;

import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts due items to keys of the table and its index, and back. */
final class DueKeys {

    private static final String PAYMENT = "PAYMENT#";
    private static final String WEBHOOK = "WEBHOOK#";

    private DueKeys() {
    }

    static String shard(String provider, int number) {
        return provider + "#" + number;
    }

    /** The shard of an id, always the same. */
    static String shard(String provider, String id) {
        return shard(provider, Math.floorMod(id.hashCode(), DueIndex.SHARDS));
    }

    static String shard(DueItem due) {
        return shard(due.provider(), id(due.subject()));
    }

    static Map<String, AttributeValue> of(DueItem due) {
        if (due.subject() instanceof DueItem.OfWebhook webhook) {
            return Keys.webhook(due.provider(), webhook.key());
        } else if (due.subject() instanceof DueItem.OfRefund refund) {
            return Keys.refund(refund.paymentId(), refund.refundId());
        } else if (due.subject() instanceof DueItem.OfTransaction attempt) {
            return Keys.attempt(attempt.paymentId(), attempt.transactionId());
        } else if (due.subject() instanceof DueItem.OfNotification notification) {
            return Keys.notification(notification);
        } else if (due.subject() instanceof DueItem.OfEndpoint endpoint) {
            return Keys.circuit(endpoint.endpoint());
        } else if (due.subject() instanceof DueItem.OfSubscription subscription) {
            return Keys.subscription(subscription.subscriptionId());
        } else if (due.subject() instanceof DueItem.OfTransfer transfer) {
            return Keys.transfer(transfer.transferId());
        }
        return Keys.payment(id(due.subject()));
    }

    private static String id(DueItem.Subject subject) {
        if (subject instanceof DueItem.OfWebhook webhook) {
            return webhook.key();
        } else if (subject instanceof DueItem.OfRefund refund) {
            return refund.paymentId();
        } else if (subject instanceof DueItem.OfTransaction attempt) {
            return attempt.paymentId();
        } else if (subject instanceof DueItem.OfNotification notification) {
            return notification.paymentId();
        } else if (subject instanceof DueItem.OfEndpoint endpoint) {
            return endpoint.endpoint();
        } else if (subject instanceof DueItem.OfSubscription subscription) {
            return subscription.subscriptionId();
        } else if (subject instanceof DueItem.OfTransfer transfer) {
            return transfer.transferId();
        } else if (subject instanceof DueItem.OfPaidPayment paid) {
            return paid.paymentId();
        }
        return ((DueItem.OfPayment) subject).paymentId();
    }

    static DueItem read(String provider, Map<String, AttributeValue> item) {
        return new DueItem(provider, subject(provider, Item.requiredText(item, Keys.PARTITION), Item.requiredText(item, Keys.SORT)),
                Item.time(item, PaymentItem.DUE_AT));
    }

    private static DueItem.Subject subject(String provider, String partition, String sort) {
        if (partition.startsWith(WEBHOOK)) {
            return new DueItem.OfWebhook(partition.substring(WEBHOOK.length() + provider.length() + 1));
        }
        if (partition.startsWith(Keys.NOTIFICATION_PREFIX)) {
            String[] parts = sort.split("#", 3);
            return new DueItem.OfNotification(partition.substring(Keys.NOTIFICATION_PREFIX.length()), parts[1],
                    Integer.parseInt(parts[0]), parts[2]);
        }
        if (partition.startsWith(Keys.CIRCUIT_PREFIX)) {
            return new DueItem.OfEndpoint(partition.substring(Keys.CIRCUIT_PREFIX.length()));
        }
        if (partition.startsWith(Keys.SUBSCRIPTION_PREFIX)) {
            return new DueItem.OfSubscription(partition.substring(Keys.SUBSCRIPTION_PREFIX.length()));
        }
        if (partition.startsWith(Keys.TRANSFER_PREFIX)) {
            return new DueItem.OfTransfer(partition.substring(Keys.TRANSFER_PREFIX.length()));
        }
        String paymentId = partition.substring(PAYMENT.length());
        if (DueItem.OfPaidPayment.isProvider(provider)) {
            return new DueItem.OfPaidPayment(paymentId);
        }
        if (sort.startsWith(Keys.REFUND_PREFIX)) {
            return new DueItem.OfRefund(paymentId, sort.substring(Keys.REFUND_PREFIX.length()));
        }
        return sort.startsWith(Keys.ATTEMPT_PREFIX)
                ? new DueItem.OfTransaction(paymentId, sort.substring(Keys.ATTEMPT_PREFIX.length()))
                : new DueItem.OfPayment(paymentId);
    }
}
