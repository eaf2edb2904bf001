package africa.paylinks.subscription;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.payment.Failure;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes the content of a subscription's events. */
final class BillingEvents {

    private static final String TYPE = "subscription.";

    private final Instant now;

    BillingEvents(Instant now) {
        this.now = now;
    }

    /** @param subscription the subscription after the event, with its number */
    SubscriptionEvent event(Subscription subscription, String type, Map<String, Object> more) {
        SubscriptionTerms terms = subscription.terms();
        JsonObject data = Json.object().put("id", terms.id()).put("customerId", terms.customer().id().orElse(null))
                .put("status", subscription.status().name()).put("provider", terms.provider())
                .put("amount", terms.amount().majorText()).put("currency", terms.amount().currency());
        more.forEach((name, value) -> put(data, name, value));
        JsonObject metadata = data.putObject("metadata");
        new TreeMap<>(terms.metadata()).forEach(metadata::put);
        return new SubscriptionEvent(terms.id(), terms.merchant(), subscription.events(), TYPE + type, now, data);
    }

    Map<String, Object> attempt(BillingPeriod period, Attempt attempt) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("period", period.date().toString());
        data.put("amount", period.amount().majorText());
        data.put("currency", period.amount().currency());
        data.put("paymentId", attempt.paymentId());
        data.put("attempt", attempt.number() + 1);
        attempt.link().ifPresent(link -> data.put("link", link));
        return data;
    }

    Map<String, Object> failed(BillingPeriod period, Attempt attempt, Failure failure) {
        Map<String, Object> data = attempt(period, attempt);
        data.remove("link");
        data.put("failure", failure);
        period.nextAttemptAt().ifPresent(at -> data.put("nextAttemptAt", text(at)));
        data.put("last", period.nextAttemptAt().isEmpty());
        return data;
    }

    String text(Instant instant) {
        return PaymentJson.instant(instant);
    }

    private static void put(JsonObject data, String name, Object value) {
        if (value instanceof Boolean truth) {
            data.put(name, truth.booleanValue());
        } else if (value instanceof Integer number) {
            data.put(name, number.longValue());
        } else if (value instanceof Failure failure) {
            data.putObject(name).put("code", failure.code()).put("message", failure.message());
        } else {
            data.put(name, value.toString());
        }
    }
}
