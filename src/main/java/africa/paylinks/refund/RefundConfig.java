package africa.paylinks.refund;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of refunds. */
@ConfigMapping(prefix = "paylinks.refund")
public interface RefundConfig {

    /**
     * How long after the provider was asked for a refund it must have it, so that one it does not know then was never
     * made; far longer than any call is on its way.
     */
    @WithDefault("1h")
    Duration patience();

    /** How long a refund is left to the call that ordered it; longer than that call can take. */
    @WithDefault("1m")
    Duration firstCheck();
}
