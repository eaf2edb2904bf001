package africa.paylinks.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the reconciler. */
@ConfigMapping(prefix = "paylinks.reconciliation")
public interface ReconciliationConfig {

    /**
     * How long a run accepts new items. This plus the slowest provider call must be less than the function's timeout of 90 s.
     */
    @WithDefault("45s")
    Duration time();

    /**
     * How often a run repeats while unpaid payments or unconfirmed webhooks exist at a provider whose webhooks are only
     * hints, so that none waits longer than half a minute; zero disables repetition. Together with the minute between two
     * runs and {@link #time()}, it limits how long a webhook waits for its confirmation.
     */
    @WithDefault("10s")
    Duration poll();

    /** How long an item that fails is retried, at growing intervals; then it is dead-lettered and raises an alarm. */
    @WithDefault("1d")
    Duration faultPatience();

    /** How many items a run takes at most, per provider. */
    @WithDefault("1000")
    int items();

    /** How many status calls a run has open at once, per provider. */
    @WithDefault("4")
    int concurrency();

    /** How long a run leases the items that it takes; longer than any run. */
    @WithDefault("2m")
    Duration lease();

    /**
     * How long a creation whose outcome is unknown may still be found at the provider or retried by the merchant; then it
     * fails as {@code creation-unknown}.
     */
    @WithDefault("1h")
    Duration creationPatience();

    /** How long after its expiry the provider is still asked about an unpaid payment, daily. */
    @WithDefault("3d")
    Duration followUp();
}
