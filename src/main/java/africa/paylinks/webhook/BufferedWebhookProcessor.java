package africa.paylinks.webhook;

import africa.paylinks.http.ApiResponse;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.queue.Backoff;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueuedMessage;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Processes buffered webhooks as if they arrived now, including authentication, because a queue message proves nothing. While
 * the table or Secrets Manager still fails, messages are retried with growing delays.
 */
@Singleton
public final class BufferedWebhookProcessor {

    private static final Logger LOG = Logger.getLogger(BufferedWebhookProcessor.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
    /** Messages that start later could be cut off by the function's timeout. */
    private static final Duration LATEST_START = Duration.ofSeconds(30);

    private final WebhookPipeline pipeline;
    private final ProviderRegistry providers;
    private final MessageQueue queue;
    private final Optional<String> buffer;

    public BufferedWebhookProcessor(WebhookPipeline pipeline, ProviderRegistry providers, MessageQueue queue,
            WebhookBufferConfig config) {
        this.pipeline = pipeline;
        this.providers = providers;
        this.queue = queue;
        this.buffer = config.queueUrl();
    }

    /**
     * Processes messages from the buffer.
     *
     * @return the ids of the messages to retry
     */
    public List<String> process(List<QueuedMessage> messages) {
        long begin = System.nanoTime();
        List<String> failed = new ArrayList<>();
        for (QueuedMessage message : messages) {
            if (System.nanoTime() - begin > LATEST_START.toNanos()) {
                failed.add(message.messageId());
            } else if (!isProcessed(message)) {
                failed.add(message.messageId());
                buffer.ifPresent(url -> queue.redeliver(url, message.receiptHandle(), BACKOFF.after(message.attempt())));
            }
        }
        return failed;
    }

    private boolean isProcessed(QueuedMessage message) {
        try {
            BufferedWebhook webhook = BufferedWebhook.read(message.body());
            WebhookSource source = providers.named(webhook.source()).filter(WebhookSource.class::isInstance)
                    .map(WebhookSource.class::cast)
                    .orElseThrow(() -> new IllegalArgumentException("The message names no provider with webhooks"));
            ApiResponse answer = pipeline.receive(source, webhook.call());
            if (answer.status() >= 400) {
                LOG.warnf("buffered-webhook-refused provider=%s status=%d", source.name(), answer.status());
            }
            return true;
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "buffered-webhook-failed messageId=%s attempt=%d", message.messageId(), message.attempt());
            return false;
        }
    }
}
