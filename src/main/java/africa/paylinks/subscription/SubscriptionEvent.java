package africa.paylinks.subscription;

import africa.paylinks.http.JsonValue;
import java.time.Instant;

/**
 * Something that happened to a subscription: a part of its history, and an event for the merchant.
 *
 * @param sequence the number of the event within its subscription, from 1
 * @param type     such as {@code subscription.charged}
 * @param data     the content of the event, without data about the payer
 */
public record SubscriptionEvent(String subscriptionId, String merchant, long sequence, String type, Instant at, JsonValue data) {
}
