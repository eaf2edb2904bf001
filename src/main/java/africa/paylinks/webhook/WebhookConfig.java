package africa.paylinks.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the webhook functions. */
@ConfigMapping(prefix = "paylinks.webhook")
public interface WebhookConfig {

    /**
     * How long a webhook function waits for the provider to confirm a webhook that is only a hint, before it acknowledges it.
     * The reconciler confirms the others within half a minute. Zero leaves all of them to the reconciler.
     */
    @WithDefault("1s")
    Duration confirmationTime();
}
