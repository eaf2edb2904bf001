package africa.paylinks.merchant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the authorizer remembers keys; API Gateway remembers its answers as well. */
@ConfigMapping(prefix = "paylinks.merchants")
public interface MerchantsConfig {

    /** How long a key is accepted before it is read again. */
    @WithDefault("30s")
    Duration keyTtl();

    /** How long a key that nobody has is refused before it is looked for again. */
    @WithDefault("5s")
    Duration unknownKeyTtl();
}
