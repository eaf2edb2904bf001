package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.subscription.AfterLastRetry;
import africa.paylinks.subscription.BillingCalendar;
import africa.paylinks.subscription.BillingInterval;
import africa.paylinks.subscription.DunningPolicy;
import africa.paylinks.subscription.Subscription;
import africa.paylinks.subscription.SubscriptionStatus;
import africa.paylinks.subscription.SubscriptionTerms;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A subscription as a table item. */
final class SubscriptionItem {

    static final String VERSION = "version";
    static final String STATUS = "status";

    private SubscriptionItem() {
    }

    /** @param version the version after the write */
    static Map<String, AttributeValue> write(Subscription subscription, long version, Optional<Instant> dueAt) {
        SubscriptionTerms terms = subscription.terms();
        BillingCalendar calendar = terms.calendar();
        Item item = Item.of(Keys.subscription(terms.id()))
                .put(VERSION, number(version))
                .put(STATUS, text(subscription.status().name()))
                .put(PaymentItem.MERCHANT, text(terms.merchant()))
                .put(PaymentItem.MERCHANT_SHARD, text(Shards.of(ofMerchant(terms.merchant()), terms.id())))
                .put(PaymentItem.MERCHANT_ORDER, terms.customer().id().map(id -> text(ofCustomer(terms.merchant(), id))))
                .put(PaymentItem.CREATED_AT, time(terms.createdAt()))
                .put("updatedAt", time(subscription.updatedAt()))
                .put("customer", AttributeValue.fromM(PaymentItem.customer(terms.customer())))
                .put("provider", text(terms.provider()))
                .put("method", text(terms.method().wireName()))
                .put("amountMinor", number(terms.amount().minor()))
                .put("currency", text(terms.amount().currency()))
                .put("description", terms.description().map(Item::text))
                .put("firstDate", text(calendar.first().toString()))
                .put("interval", text(calendar.interval().wireName()))
                .put("intervalCount", number(calendar.count()))
                .put("zone", text(calendar.zone().getId()))
                .put("chargeTime", text(calendar.time().toString()))
                .put("policy", policy(terms.policy()))
                .put("remindDaysBefore", number(terms.remindDaysBefore()))
                .put("metadata", texts(terms.metadata()))
                .put("nextIndex", number(subscription.next()))
                .put("currentDate", subscription.current().map(LocalDate::toString).map(Item::text))
                .put("paid", number(subscription.paid()))
                .put("open", dates(subscription.open()))
                .put("watched", Optional.of(subscription.watched()).filter(dates -> !dates.isEmpty()).map(SubscriptionItem::dates))
                .put("reminded", number(subscription.reminded()))
                .put("cancelAtPeriodEnd", AttributeValue.fromBool(subscription.cancelAtPeriodEnd()))
                .put("resumesAt", subscription.resumesAt().map(Item::time))
                .put("graceUntil", subscription.graceUntil().map(Item::time))
                .put("events", number(subscription.events()));
        if (terms.payments().isPresent()) {
            item.put("payments", number(terms.payments().getAsInt()));
        }
        dueAt.ifPresent(at -> item.put(PaymentItem.DUE_AT, time(at))
                .put(PaymentItem.DUE_SHARD, text(DueKeys.shard(DueItem.OfSubscription.PROVIDER, terms.id()))));
        return item.attributes();
    }

    static Subscription read(Map<String, AttributeValue> item) {
        return new Subscription(terms(item), SubscriptionStatus.valueOf(requiredText(item, STATUS)), number(item, VERSION),
                integer(item, "nextIndex"), text(item, "currentDate").map(LocalDate::parse), integer(item, "paid"),
                dates(item, "open"), dates(item, "watched"), integer(item, "reminded"),
                item.get("cancelAtPeriodEnd").bool(), text(item, "resumesAt").map(Instant::parse),
                text(item, "graceUntil").map(Instant::parse), number(item, "events"), time(item, "updatedAt"));
    }

    private static SubscriptionTerms terms(Map<String, AttributeValue> item) {
        BillingCalendar calendar = new BillingCalendar(LocalDate.parse(requiredText(item, "firstDate")),
                BillingInterval.named(requiredText(item, "interval")).orElseThrow(), integer(item, "intervalCount"),
                ZoneId.of(requiredText(item, "zone")), LocalTime.parse(requiredText(item, "chargeTime")));
        return new SubscriptionTerms(id(item), requiredText(item, PaymentItem.MERCHANT), PaymentItem.customer(item),
                requiredText(item, "provider"), PaymentMethod.named(requiredText(item, "method")).orElseThrow(),
                new Money(number(item, "amountMinor"), requiredText(item, "currency")), text(item, "description"), calendar,
                item.containsKey("payments") ? OptionalInt.of(integer(item, "payments")) : OptionalInt.empty(),
                policy(item.get("policy").m()), integer(item, "remindDaysBefore"), texts(item, "metadata"),
                time(item, PaymentItem.CREATED_AT));
    }

    static String id(Map<String, AttributeValue> item) {
        return requiredText(item, Keys.PARTITION).substring(Keys.SUBSCRIPTION_PREFIX.length());
    }

    static AttributeValue policy(DunningPolicy policy) {
        return AttributeValue.fromM(Map.of(
                "retryAfterDays", AttributeValue.fromL(policy.retryAfterDays().stream().map(Item::number).toList()),
                "graceDays", number(policy.graceDays()),
                "afterLastRetry", text(policy.afterLastRetry().wireName())));
    }

    static DunningPolicy policy(Map<String, AttributeValue> policy) {
        return new DunningPolicy(policy.get("retryAfterDays").l().stream().map(day -> Integer.valueOf(day.n())).toList(),
                integer(policy, "graceDays"), AfterLastRetry.named(requiredText(policy, "afterLastRetry")).orElseThrow());
    }

    static int integer(Map<String, AttributeValue> item, String name) {
        return Math.toIntExact(number(item, name));
    }

    private static List<LocalDate> dates(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? item.get(name).l().stream().map(date -> LocalDate.parse(date.s())).toList() : List.of();
    }

    private static AttributeValue dates(List<LocalDate> dates) {
        return AttributeValue.fromL(dates.stream().map(date -> text(date.toString())).toList());
    }

    /** The index partition of a merchant's subscriptions; no merchant's name begins with the character. */
    static String ofMerchant(String merchant) {
        return "#subscriptions#" + merchant;
    }

    /** The index partition of a customer's subscriptions. */
    static String ofCustomer(String merchant, String customerId) {
        return Keys.bounded("#subscriptions#" + merchant + "#" + customerId);
    }
}
