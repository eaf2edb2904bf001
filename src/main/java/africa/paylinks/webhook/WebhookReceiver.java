package africa.paylinks.webhook;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueueUnavailable;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Where webhooks arrive: some providers call once and never again, so a call that cannot be processed now, because the
 * table or the vault does not answer, is kept in a queue and acknowledged. Only if the queue fails as well is it refused.
 */
@Singleton
public final class WebhookReceiver {

    private static final Logger LOG = Logger.getLogger(WebhookReceiver.class);

    private final WebhookPipeline pipeline;
    private final MessageQueue queue;
    private final Optional<String> buffer;
    private final Clock clock;
    private final Metrics metrics;

    public WebhookReceiver(WebhookPipeline pipeline, MessageQueue queue, WebhookBufferConfig config, Clock clock, Metrics metrics) {
        this.pipeline = pipeline;
        this.queue = queue;
        this.buffer = config.queueUrl();
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Gets ready for the source's calls during the function's start.
     *
     * @throws SecretsUnavailable when the vault does not answer
     */
    public void prepare(WebhookSource source) {
        pipeline.prepare(source);
    }

    /**
     * Receives one call of a provider.
     *
     * @throws StoreUnavailable   when neither the table nor the buffer takes it
     * @throws SecretsUnavailable when neither the vault answers nor the buffer takes it
     */
    public ApiResponse receive(WebhookSource source, ApiRequest request) {
        try {
            return pipeline.receive(source, request);
        } catch (StoreUnavailable | SecretsUnavailable unavailable) {
            if (!isBuffered(source, request)) {
                throw unavailable;
            }
            LOG.warnf(unavailable, "webhook-buffered provider=%s", source.name());
            metrics.line("webhook-buffered", source.name()).count(Metric.WEBHOOK_RECEIVED).write();
            return WebhookPipeline.RECEIVED;
        }
    }

    private boolean isBuffered(WebhookSource source, ApiRequest request) {
        if (buffer.isEmpty()) {
            return false;
        }
        try {
            queue.send(buffer.get(), List.of(BufferedWebhook.of(source.name(), request, clock.instant()).message()));
            return true;
        } catch (QueueUnavailable failed) {
            LOG.errorf(failed, "webhook-not-buffered provider=%s", source.name());
            return false;
        }
    }
}
