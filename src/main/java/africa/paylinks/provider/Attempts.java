package africa.paylinks.provider;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Payment;

/** Counts what a provider is asked to do for a payment, and how much of it had to be asked again. */
public final class Attempts {

    private Attempts() {
    }

    /**
     * Counts one attempt.
     *
     * @param operation such as {@code create-link}
     * @param retry     whether an earlier attempt at the same came to no answer
     */
    public static void count(Metrics metrics, Payment payment, String operation, boolean retry) {
        Metrics.Line line = metrics.line("attempt", payment.terms().provider()).count(Metric.ATTEMPT)
                .property("operation", operation).property("payment", payment.id());
        if (retry) {
            line.count(Metric.RETRY);
        }
        line.write();
    }
}
