package africa.paylinks.webhook;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of the buffer of webhooks. */
@ConfigMapping(prefix = "paylinks.webhook.buffer")
public interface WebhookBufferConfig {

    /** The URL of the queue that keeps webhooks while the table or Secrets Manager does not answer; without it they are refused. */
    Optional<String> queueUrl();
}
