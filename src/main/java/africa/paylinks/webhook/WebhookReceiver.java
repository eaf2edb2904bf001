package africa.paylinks.webhook;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.ProblemException;
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
 * Receives webhooks. Some providers never repeat a call, so a call that cannot be processed, because the table or Secrets
 * Manager is unavailable or because of an error of ours, is buffered in a queue and acknowledged. It fails only if the queue
 * fails as well.
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
     * Prepares for the source's webhooks during the function's start.
     *
     * @throws SecretsUnavailable when the secrets cannot be read
     */
    public void prepare(WebhookSource source) {
        pipeline.prepare(source);
    }

    /**
     * Receives a webhook call.
     *
     * @throws StoreUnavailable   when neither the table nor the buffer accepts it
     * @throws SecretsUnavailable when the secrets cannot be read and the buffer does not accept it
     */
    public ApiResponse receive(WebhookSource source, ApiRequest request) {
        try {
            return pipeline.receive(source, request);
        } catch (ProblemException refused) {
            throw refused;
        } catch (RuntimeException failed) {
            if (!isBuffered(source, request)) {
                throw failed;
            }
            LOG.warnf(failed, "webhook-buffered provider=%s", source.name());
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
