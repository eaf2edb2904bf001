package africa.paylinks.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the webhook functions. */
@ConfigMapping(prefix = "paylinks.webhook")
public interface WebhookConfig {

    /**
     * How long a stored webhook that is only a hint may wait for its provider's confirmation before it is acknowledged; the
     * reconciler confirms the others within half a minute. Zero leaves all of them to the reconciler.
     */
    @WithDefault("1s")
    Duration confirmationTime();
}
