package africa.paylinks.notification;

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
 * Processes the queue of events for merchants. The delivery decides when a message is redelivered. The receive count is no
 * measure, because a message may wait for another one.
 */
@Singleton
public final class NotificationMessages {

    private static final Logger LOG = Logger.getLogger(NotificationMessages.class);
    /** Attempts that start later could be cut off by the function's timeout. */
    private static final Duration LATEST_BEGIN = Duration.ofSeconds(35);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15));

    private final EventDelivery news;
    private final MessageQueue queue;
    private final NotificationConfig config;

    public NotificationMessages(EventDelivery news, MessageQueue queue, NotificationConfig config) {
        this.news = news;
        this.queue = queue;
        this.config = config;
    }

    /** Loads what the first message needs. */
    void prepare() {
        news.prepare();
    }

    /**
     * Processes messages.
     *
     * @return the ids of the messages to redeliver
     */
    List<String> work(List<QueuedMessage> messages) {
        long latestBegin = System.nanoTime() + LATEST_BEGIN.toNanos();
        List<String> failed = new ArrayList<>();
        for (QueuedMessage message : messages) {
            handle(message, latestBegin).ifPresent(wait -> {
                failed.add(message.messageId());
                queue.redeliver(required(config.queueUrl(), "queue-url"), message.receiptHandle(), wholeSeconds(wait));
            });
        }
        return failed;
    }

    private Optional<Duration> handle(QueuedMessage message, long latestBegin) {
        try {
            return read(message).flatMap(told -> news.deliver(told, () -> System.nanoTime() - latestBegin >= 0));
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "notification-not-tried message=%s", message.messageId());
            return Optional.of(BACKOFF.after(message.attempt()));
        }
    }

    /** An unreadable message is dead-lettered immediately, because no retry can succeed. */
    private Optional<DeliveryMessage> read(QueuedMessage message) {
        try {
            return Optional.of(DeliveryMessage.read(message.body()));
        } catch (IllegalArgumentException unreadable) {
            LOG.errorf("notification-unreadable message=%s: %s", message.messageId(), unreadable.getMessage());
            queue.send(required(config.deadLetterQueueUrl(), "dead-letter-queue-url"), List.of(message.body()));
            return Optional.empty();
        }
    }

    static String required(Optional<String> queue, String property) {
        return queue.orElseThrow(() -> new IllegalStateException("Set paylinks.notifications." + property));
    }

    /** Rounds up, so that no message returns too early. */
    private static Duration wholeSeconds(Duration wait) {
        return Duration.ofSeconds(wait.plusMillis(999).toSeconds());
    }
}
