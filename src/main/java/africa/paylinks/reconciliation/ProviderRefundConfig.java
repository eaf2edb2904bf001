package africa.paylinks.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Settings of refunds that are made at a provider without Paylinks, such as on Flutterwave's dashboard. */
@ConfigMapping(prefix = "paylinks.provider-refunds")
public interface ProviderRefundConfig {

    /**
     * When the provider is asked for such refunds, counted from the payment's completion: one status call each, the first after
     * a day at the earliest; {@code 0d} alone disables them.
     */
    @WithDefault("1d,3d,7d,14d,30d")
    List<Duration> checkAfter();
}
