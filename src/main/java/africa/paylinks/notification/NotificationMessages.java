package africa.paylinks.notification;

import africa.paylinks.queue.Backoff;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueuedMessage;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Works off the queue of news for merchants. When a message comes again is said by whoever worked on it; how often it
 * has come says nothing, as one may wait for another.
 */
@Singleton
public final class NotificationMessages {

    private static final Logger LOG = Logger.getLogger(NotificationMessages.class);
    /** What is begun after this might be cut off by the end of the function's time. */
    private static final Duration LATEST_BEGIN = Duration.ofSeconds(35);
    /** What waits longer is kept in the table, where it holds up no other message. */
    private static final Duration LONGEST_IN_QUEUE = Duration.ofMinutes(1);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15));

    private final EventDelivery news;
    private final MessageQueue queue;
    private final DelayedDeliveries delayed;
    private final NotificationConfig config;
    private final Clock clock;

    public NotificationMessages(EventDelivery news, MessageQueue queue, DelayedDeliveries delayed, NotificationConfig config,
            Clock clock) {
        this.delayed = delayed;
        this.clock = clock;
        this.news = news;
        this.queue = queue;
        this.config = config;
    }

    /** Reads what the first message will need. */
    void prepare() {
        news.prepare();
    }

    /**
     * Works off messages.
     *
     * @return the ids of those that have to come again
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
            Optional<DeliveryMessage> told = read(message);
            told.ifPresent(any -> then(any, news.deliver(any, () -> System.nanoTime() - latestBegin >= 0)));
            return Optional.empty();
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "notification-not-tried messageId=%s", message.messageId());
            return Optional.of(BACKOFF.after(message.attempt()));
        }
    }

    /** The message that came is done with: waiting is no failure, and must not count as one. */
    private void then(DeliveryMessage message, DeliveryResult result) {
        if (result instanceof DeliveryResult.Parked) {
            delayed.park(message.delayed(), clock.instant());
        } else if (result instanceof DeliveryResult.RetryAfter again) {
            later(message, again.after());
        }
    }

    private void later(DeliveryMessage message, Duration wait) {
        if (wait.compareTo(LONGEST_IN_QUEUE) > 0) {
            delayed.delay(message.delayed(), clock.instant().plus(wait));
        } else {
            queue.sendLater(required(config.queueUrl(), "queue-url"), message.body(), wholeSeconds(wait));
        }
    }

    /** What cannot be read now cannot be read later: it is put aside at once. */
    private Optional<DeliveryMessage> read(QueuedMessage message) {
        try {
            return Optional.of(DeliveryMessage.read(message.body()));
        } catch (IllegalArgumentException unreadable) {
            LOG.errorf("notification-unreadable messageId=%s: %s", message.messageId(), unreadable.getMessage());
            queue.send(required(config.deadLetterQueueUrl(), "dead-letter-queue-url"), List.of(message.body()));
            return Optional.empty();
        }
    }

    static String required(Optional<String> queue, String property) {
        return queue.orElseThrow(() -> new IllegalStateException("Set paylinks.notifications." + property));
    }

    /** Rounded up, so that nothing comes before its time. */
    private static Duration wholeSeconds(Duration wait) {
        return Duration.ofSeconds(wait.plusMillis(999).toSeconds());
    }
}
