package africa.paylinks.reconciliation;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where dead letters are and where they belong, for {@code replay-event}. */
@ConfigMapping(prefix = "paylinks.replay")
public interface ReplayConfig {

    /** ARN of the queue of deals that could not be worked off. */
    Optional<String> dealsDeadLetters();

    /** ARN of the queue that deals are worked off from. */
    Optional<String> dealsQueue();

    /** ARN of the queue of notifications that no merchant took. */
    Optional<String> notificationsDeadLetters();

    /** ARN of the queue that notifications are worked off from. */
    Optional<String> notificationsQueue();

    /** ARN of the queue of buffered webhooks that could not be processed. */
    Optional<String> bufferedWebhooksDeadLetters();

    /** ARN of the queue that buffers webhooks. */
    Optional<String> bufferedWebhooksQueue();
}
