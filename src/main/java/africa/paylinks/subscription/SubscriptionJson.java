package africa.paylinks.subscription;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.PaymentJson;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;

/** Writes subscriptions, periods and events as JSON. */
final class SubscriptionJson {

    private SubscriptionJson() {
    }

    /** @param account the subscription with its open periods */
    static JsonObject subscription(SubscriptionAccount account, Instant now) {
        Subscription subscription = account.subscription();
        SubscriptionTerms terms = subscription.terms();
        BillingCalendar calendar = terms.calendar();
        JsonObject json = Json.object().put("id", terms.id()).put("status", subscription.status().name())
                .put("customer", PaymentJson.customer(terms.customer()))
                .put("provider", terms.provider()).put("method", terms.method().wireName())
                .put("amount", terms.amount().majorText()).put("currency", terms.amount().currency())
                .put("description", terms.description().orElse(null))
                .put("interval", calendar.interval().wireName()).put("intervalCount", calendar.count())
                .put("startsAt", calendar.first().toString()).put("timeZone", calendar.zone().getId())
                .put("chargeTime", calendar.time().toString())
                .put("payments", Json.nullValue());
        terms.payments().ifPresent(payments -> json.put("payments", payments));
        JsonArray retries = json.putArray("retryAfterDays");
        terms.policy().retryAfterDays().forEach(retries::add);
        json.put("graceDays", terms.policy().graceDays()).put("remindDaysBefore", terms.remindDaysBefore())
                .put("afterLastRetry", terms.policy().afterLastRetry().wireName());
        JsonObject metadata = json.putObject("metadata");
        new TreeMap<>(terms.metadata()).forEach(metadata::put);
        return json.put("currentPeriod", subscription.current().orElse(calendar.first()).toString())
                .put("nextChargeAt", text(subscription.nextChargeAt()))
                .put("nextReminderAt", text(subscription.nextReminderAt()))
                .put("nextAttemptAt", text(account.periods().stream().flatMap(period -> period.nextAttemptAt().stream())
                        .min(Comparator.naturalOrder())))
                .put("failedAttempts", account.periods().stream().filter(period -> period.status() != PeriodStatus.PAID).mapToInt(BillingPeriod::failures).max().orElse(0))
                .put("paidPeriods", subscription.paid())
                .put("inGrace", subscription.isInGrace(now))
                .put("graceUntil", text(subscription.graceUntil()))
                .put("resumesAt", text(subscription.resumesAt()))
                .put("cancelAtPeriodEnd", subscription.cancelAtPeriodEnd())
                .put("createdAt", PaymentJson.instant(terms.createdAt()))
                .put("updatedAt", PaymentJson.instant(subscription.updatedAt()));
    }

    static JsonObject period(BillingPeriod period) {
        JsonObject json = Json.object().put("date", period.date().toString()).put("status", period.status().name())
                .put("amount", period.amount().majorText()).put("currency", period.amount().currency())
                .put("failedAttempts", period.failures())
                .put("nextAttemptAt", text(period.nextAttemptAt()));
        JsonArray attempts = json.putArray("attempts");
        period.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
        return json;
    }

    private static JsonObject attempt(Attempt attempt) {
        return Json.object().put("attempt", attempt.number() + 1).put("paymentId", attempt.paymentId())
                .put("status", attempt.status().name())
                .put("startedAt", PaymentJson.instant(attempt.startedAt()))
                .put("endedAt", text(attempt.endedAt()))
                .put("link", attempt.link().orElse(null))
                .put("requested", attempt.requested())
                .put("counted", attempt.failure().isPresent() && !attempt.soft() && !attempt.requested())
                .put("failure", attempt.failure().<JsonValue>map(failure ->
                        Json.object().put("code", failure.code()).put("message", failure.message())).orElse(Json.nullValue()));
    }

    static JsonObject event(SubscriptionEvent event) {
        return Json.object().put("at", PaymentJson.instant(event.at())).put("type", event.type()).put("sequence", event.sequence())
                .put("data", event.data());
    }

    private static String text(Optional<Instant> instant) {
        return instant.map(PaymentJson::instant).orElse(null);
    }
}
