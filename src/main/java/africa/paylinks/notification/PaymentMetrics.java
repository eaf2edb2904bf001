package africa.paylinks.notification;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Writes the metrics of payments from the outbox, which contains each change of a payment once. */
final class PaymentMetrics {

    private static final Map<PaymentStatus, Metric> BY_STATUS = Map.of(
            PaymentStatus.PENDING, Metric.PAYMENT_CREATED,
            PaymentStatus.COMPLETED, Metric.PAYMENT_COMPLETED,
            PaymentStatus.FAILED, Metric.PAYMENT_FAILED,
            PaymentStatus.EXPIRED, Metric.PAYMENT_EXPIRED,
            PaymentStatus.CANCELLED, Metric.PAYMENT_CANCELLED);

    private final Metrics metrics;

    PaymentMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Writes the line of one record; none for a refund, which is not an outcome of a payment. */
    void write(OutboxRecord event, Payment payment) {
        Optional<Metric> counted = Optional.ofNullable(BY_STATUS.get(event.status()));
        if (counted.isEmpty()) {
            return;
        }
        Metrics.Line line = metrics.line(event.type().replace('.', '-'), payment.terms().provider()).count(counted.get())
                .property("payment", event.paymentId()).property("method", payment.terms().method().wireName());
        event.cause().ifPresent(cause -> line.property("cause", cause));
        event.failure().ifPresent(failure -> line.property("code", failure.code()));
        if (event.status() == PaymentStatus.COMPLETED) {
            line.time(Metric.PAYMENT_DURATION, Duration.between(payment.terms().createdAt(), event.at()));
            if (payment.lateSuccess()) {
                line.count(Metric.LATE_SUCCESS);
            }
        }
        if (!event.failure().equals(Optional.of(Failure.CREATION_UNKNOWN))) {
            event.cause().flatMap(PaymentMetrics::outcome).ifPresent(line::count);
        }
        line.write();
    }

    /** Whether the provider sent the outcome or a status check found it; empty if it does not come from the provider. */
    private static Optional<Metric> outcome(String cause) {
        if (cause.equals(Cause.WEBHOOK.wireName())) {
            return Optional.of(Metric.OUTCOME_BY_WEBHOOK);
        }
        return cause.equals(Cause.STATUS_CHECK.wireName()) ? Optional.of(Metric.OUTCOME_BY_RECONCILIATION) : Optional.empty();
    }
}
