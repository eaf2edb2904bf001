package africa.paylinks.refund;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of refunds. */
@ConfigMapping(prefix = "paylinks.refund")
public interface RefundConfig {

    /**
     * How long after the request for a refund the provider may still not know it; after that the refund was never made.
     * Far longer than any call takes.
     */
    @WithDefault("1h")
    Duration patience();

    /** How long a refund is left to the call that ordered it; longer than that call can take. */
    @WithDefault("1m")
    Duration firstCheck();
}
