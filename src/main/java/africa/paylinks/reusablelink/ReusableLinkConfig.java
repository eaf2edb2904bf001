package africa.paylinks.reusablelink;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of reusable links. */
@ConfigMapping(prefix = "paylinks.reusable-links")
public interface ReusableLinkConfig {

    /**
     * How long a customer has for a payment made from a reusable link. A link with a limit keeps a place for the customer as
     * long.
     */
    @WithDefault("1h")
    Duration paymentLife();
}
