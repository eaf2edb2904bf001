package africa.paylinks.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the reconciler. */
@ConfigMapping(prefix = "paylinks.reconciliation")
public interface ReconciliationConfig {

    /** How long a run takes on more; with the slowest call to a provider on top, less than the function's time limit. */
    @WithDefault("45s")
    Duration time();

    /**
     * How often a run looks again for stored webhooks that wait for their confirmation, as long as unpaid payments or such
     * webhooks exist at a provider whose webhooks are only hints; zero looks once. With the minute between two runs and
     * {@link #time()}, it bounds how long a webhook waits that could not be confirmed when it came.
     */
    @WithDefault("10s")
    Duration poll();

    /** How long something is tried again that cannot be worked on, later and later; then it is dead-lettered and alarms. */
    @WithDefault("1d")
    Duration faultPatience();

    /** How much a run takes on at most, per provider. */
    @WithDefault("1000")
    int items();

    /** How many questions a run has open at once, per provider. */
    @WithDefault("4")
    int concurrency();

    /** How long what a run has taken stays its own; longer than any run. */
    @WithDefault("2m")
    Duration lease();

    /** How long a creation whose outcome is unknown may still be found at the provider, or be taken up again by the merchant. */
    @WithDefault("1h")
    Duration creationPatience();

    /** How long after its expiry an unpaid payment is still asked about, daily. */
    @WithDefault("3d")
    Duration followUp();
}
