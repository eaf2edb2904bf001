package africa.paylinks.merchant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the authorizer caches keys. API Gateway caches its answers as well. */
@ConfigMapping(prefix = "paylinks.merchants")
public interface MerchantsConfig {

    /** How long the authorizer caches a valid key. */
    @WithDefault("30s")
    Duration keyTtl();

    /** How long the authorizer caches that a key is unknown. */
    @WithDefault("5s")
    Duration unknownKeyTtl();
}
