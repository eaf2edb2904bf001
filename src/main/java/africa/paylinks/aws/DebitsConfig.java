package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of debits that customers ask for on the public page. */
@ConfigMapping(prefix = "paylinks.debits")
public interface DebitsConfig {

    /** How often the checkout page may debit one phone number within an hour, over all payments. */
    @WithDefault("6")
    int perNumber();
}
