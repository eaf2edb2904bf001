package africa.paylinks.subscription;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of subscriptions. */
@ConfigMapping(prefix = "paylinks.subscriptions")
public interface SubscriptionConfig {

    /** URL of the queue of payment events that concern subscriptions. */
    Optional<String> queueUrl();
}
