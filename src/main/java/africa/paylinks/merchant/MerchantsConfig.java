package africa.paylinks.merchant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the authorizer remembers keys; API Gateway remembers its answers as well. */
@ConfigMapping(prefix = "paylinks.merchants")
public interface MerchantsConfig {

    /** How long the authorizer accepts a key before it reads it again. */
    @WithDefault("30s")
    Duration keyTtl();

    /** How long the authorizer refuses an unknown key before it looks again. */
    @WithDefault("5s")
    Duration unknownKeyTtl();
}
