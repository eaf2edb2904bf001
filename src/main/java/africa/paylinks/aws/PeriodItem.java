package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;
import static africa.paylinks.aws.SubscriptionItem.integer;

import africa.paylinks.payment.Money;
import africa.paylinks.subscription.Attempt;
import africa.paylinks.subscription.AttemptStatus;
import africa.paylinks.subscription.BillingPeriod;
import africa.paylinks.subscription.PeriodStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A billing period as a table item. */
final class PeriodItem {

    private PeriodItem() {
    }

    static Map<String, AttributeValue> write(String subscriptionId, BillingPeriod period) {
        return Item.of(Keys.period(subscriptionId, period.date()))
                .put("index", number(period.index()))
                .put("amountMinor", number(period.amount().minor()))
                .put("currency", text(period.amount().currency()))
                .put("policy", SubscriptionItem.policy(period.policy()))
                .put("status", text(period.status().name()))
                .put("failures", number(period.failures()))
                .put("firstFailed", period.firstFailed().map(LocalDate::toString).map(Item::text))
                .put("nextAttemptAt", period.nextAttemptAt().map(Item::time))
                .put("attempts", AttributeValue.fromL(period.attempts().stream().map(PeriodItem::attempt).toList()))
                .attributes();
    }

    static BillingPeriod read(Map<String, AttributeValue> item) {
        return new BillingPeriod(LocalDate.parse(requiredText(item, Keys.SORT).substring(Keys.PERIOD_PREFIX.length())),
                integer(item, "index"), new Money(number(item, "amountMinor"), requiredText(item, "currency")),
                SubscriptionItem.policy(item.get("policy").m()), PeriodStatus.valueOf(requiredText(item, "status")),
                item.get("attempts").l().stream().map(attempt -> attempt(attempt.m())).toList(), integer(item, "failures"),
                text(item, "firstFailed").map(LocalDate::parse), text(item, "nextAttemptAt").map(Instant::parse));
    }

    private static AttributeValue attempt(Attempt attempt) {
        Item item = Item.of(Map.of())
                .put("number", number(attempt.number()))
                .put("paymentId", text(attempt.paymentId()))
                .put("status", text(attempt.status().name()))
                .put("requested", AttributeValue.fromBool(attempt.requested()))
                .put("startedAt", time(attempt.startedAt()))
                .put("checks", number(attempt.checks()))
                .put("checkAt", time(attempt.checkAt()))
                .put("failure", attempt.failure().map(PaymentItem::failure))
                .put("soft", AttributeValue.fromBool(attempt.soft()))
                .put("link", attempt.link().map(Item::text))
                .put("endedAt", attempt.endedAt().map(Item::time));
        return AttributeValue.fromM(item.attributes());
    }

    private static Attempt attempt(Map<String, AttributeValue> item) {
        return new Attempt(integer(item, "number"), requiredText(item, "paymentId"), AttemptStatus.valueOf(requiredText(item, "status")),
                item.get("requested").bool(), time(item, "startedAt"), integer(item, "checks"), time(item, "checkAt"),
                PaymentItem.failure(item), item.get("soft").bool(), text(item, "link"), text(item, "endedAt").map(Instant::parse));
    }
}
