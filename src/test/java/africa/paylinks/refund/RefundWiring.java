package africa.paylinks.refund;

import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import java.time.Clock;

/** Puts together, for tests elsewhere, what the container puts together in a deployment. */
public final class RefundWiring {

    private RefundWiring() {
    }

    public static RefundUpdates tracking(RefundStore refunds, ProviderRegistry providers, RefundConfig config, Clock clock) {
        return new RefundUpdates(refunds, new RefundReconciliation(refunds, providers, config, clock, RecordedMetrics.checked()),
                found(refunds, providers, config, clock));
    }

    public static ProviderRefunds found(RefundStore refunds, ProviderRegistry providers, RefundConfig config, Clock clock) {
        return new ProviderRefunds(refunds, providers, config, clock, RecordedMetrics.checked());
    }

    public static RefundPaymentFunction function(RefundStore refunds, ProviderRegistry providers, PaymentIds ids,
            RefundConfig config, ProviderHttp http, Clock clock) {
        return new RefundPaymentFunction(new RefundService(refunds, new RefundReconciliation(refunds, providers, config, clock, RecordedMetrics.checked()), providers,
                ids, config, clock), http);
    }
}
