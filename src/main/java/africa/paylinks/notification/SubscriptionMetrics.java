package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the metrics of subscriptions from the outbox, which contains each of their events once. */
final class SubscriptionMetrics {

    private static final Map<String, Metric> BY_TYPE = Map.of(
            "subscription.created", Metric.SUBSCRIPTION_CREATED,
            "subscription.charged", Metric.SUBSCRIPTION_CHARGED,
            "subscription.charge-failed", Metric.SUBSCRIPTION_CHARGE_FAILED,
            "subscription.past-due", Metric.SUBSCRIPTION_PAST_DUE,
            "subscription.recovered", Metric.SUBSCRIPTION_RECOVERED,
            "subscription.suspended", Metric.SUBSCRIPTION_SUSPENDED,
            "subscription.cancelled", Metric.SUBSCRIPTION_CANCELLED,
            "subscription.completed", Metric.SUBSCRIPTION_COMPLETED);
    private static final List<String> PROPERTIES = List.of("period", "reason");

    private final Metrics metrics;

    SubscriptionMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Writes the line of one record; none for an event that is neither a charge nor a change of the status. */
    void write(OutboxRecord event, JsonValue data) {
        Optional<Metric> counted = Optional.ofNullable(BY_TYPE.get(event.type()));
        Optional<String> provider = Json.text(data, "provider");
        if (counted.isEmpty() || provider.isEmpty()) {
            return;
        }
        Metrics.Line line = metrics.line(event.type().replace('.', '-'), provider.get()).count(counted.get())
                .property("subscription", event.paymentId());
        Json.text(data, "paymentId").ifPresent(payment -> line.property("payment", payment));
        PROPERTIES.forEach(name -> Json.text(data, name).ifPresent(value -> line.property(name, value)));
        Json.text(data.path("failure"), "code").ifPresent(code -> line.property("code", code));
        line.write();
    }
}
