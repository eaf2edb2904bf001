package africa.paylinks.link;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the creation of links. */
@ConfigMapping(prefix = "paylinks.link")
public interface CreationLimitConfig {

    /** How many links a merchant may create within a minute, 429 {@code too-many-requests} beyond; zero is no limit, and then nothing is counted. */
    @WithDefault("0")
    int merchantLimit();
}
