package africa.paylinks.refund;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of refunds. */
@ConfigMapping(prefix = "paylinks.refund")
public interface RefundConfig {

    /** After this time, a refund that the provider does not know counts as never made. Much longer than any call takes. */
    @WithDefault("1h")
    Duration patience();

    /** How long the request that orders a refund has to process it, before the reconciler checks it. */
    @WithDefault("1m")
    Duration firstCheck();
}
