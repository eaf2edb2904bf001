package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Rate limit of debits on the public checkout page. */
@ConfigMapping(prefix = "paylinks.debits")
public interface DebitsConfig {

    /** How often the checkout page may debit one phone number within an hour, over all payments. */
    @WithDefault("6")
    int perNumber();
}
