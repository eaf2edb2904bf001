package africa.paylinks.webhook;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of the webhook buffer. */
@ConfigMapping(prefix = "paylinks.webhook.buffer")
public interface WebhookBufferConfig {

    /**
     * URL of the queue that stores webhooks while the table or Secrets Manager is unavailable. Without it, webhooks are
     * refused then.
     */
    Optional<String> queueUrl();
}
