package africa.paylinks.reconciliation;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The dead-letter queues and their source queues, for {@code replay-event}. */
@ConfigMapping(prefix = "paylinks.replay")
public interface ReplayConfig {

    /** ARN of the queue of deals that could not be processed. */
    Optional<String> dealsDeadLetters();

    /** ARN of the queue of deals. */
    Optional<String> dealsQueue();

    /** ARN of the queue of notifications that could not be delivered. */
    Optional<String> notificationsDeadLetters();

    /** ARN of the queue of notifications. */
    Optional<String> notificationsQueue();

    /** ARN of the queue of buffered webhooks that could not be processed. */
    Optional<String> bufferedWebhooksDeadLetters();

    /** ARN of the queue that buffers webhooks. */
    Optional<String> bufferedWebhooksQueue();
}
