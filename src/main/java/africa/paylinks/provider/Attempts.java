package africa.paylinks.provider;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Payment;

/** Counts attempts at a provider for a payment, and how many of them are retries. */
public final class Attempts {

    private Attempts() {
    }

    /**
     * Counts one attempt.
     *
     * @param operation such as {@code create-link}
     * @param retry     whether an earlier attempt at the same operation has no answer
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
