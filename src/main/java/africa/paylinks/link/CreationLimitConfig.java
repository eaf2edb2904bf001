package africa.paylinks.link;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Rate limit of link creation. */
@ConfigMapping(prefix = "paylinks.link")
public interface CreationLimitConfig {

    /**
     * How many links a merchant may create per minute; more are refused with 429 {@code too-many-requests}. Zero means no
     * limit and no counting.
     */
    @WithDefault("0")
    int merchantLimit();
}
