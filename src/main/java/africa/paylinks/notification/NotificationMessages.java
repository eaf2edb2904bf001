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
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Processes the queue of events for merchants. The delivery decides when a message is redelivered. The receive count is no
 * measure, because a message may wait for another one.
 */
@Singleton
public final class NotificationMessages {

    private static final Logger LOG = Logger.getLogger(NotificationMessages.class);
    /** Attempts that start later could be cut off by the function's timeout. */
    private static final Duration LATEST_START = Duration.ofSeconds(35);
    /** Longer delays are stored in the table, where they block no other message. */
    private static final Duration MAX_QUEUE_DELAY = Duration.ofMinutes(1);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15));

    private final EventDelivery delivery;
    private final EventResender resender;
    private final MessageQueue queue;
    private final DelayedDeliveries delayed;
    private final NotificationConfig config;
    private final Clock clock;

    public NotificationMessages(EventDelivery delivery, EventResender resender, MessageQueue queue, DelayedDeliveries delayed, NotificationConfig config,
            Clock clock) {
        this.resender = resender;
        this.delayed = delayed;
        this.clock = clock;
        this.delivery = delivery;
        this.queue = queue;
        this.config = config;
    }

    /** Loads what the first message needs. */
    void prepare() {
        delivery.prepare();
    }

    /**
     * Processes messages.
     *
     * @return the ids of the messages to redeliver
     */
    List<String> process(List<QueuedMessage> messages) {
        long latestStart = System.nanoTime() + LATEST_START.toNanos();
        List<String> failed = new ArrayList<>();
        for (QueuedMessage message : messages) {
            handle(message, latestStart).ifPresent(wait -> {
                failed.add(message.messageId());
                queue.redeliver(required(config.queueUrl(), "queue-url"), message.receiptHandle(), wholeSeconds(wait));
            });
        }
        return failed;
    }

    private Optional<Duration> handle(QueuedMessage message, long latestStart) {
        try {
            process(message, () -> System.nanoTime() - latestStart >= 0);
            return Optional.empty();
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "notification-not-tried messageId=%s", message.messageId());
            return Optional.of(BACKOFF.after(message.attempt()));
        }
    }

    /** An unreadable message is dead-lettered immediately, because no retry can succeed. */
    private void process(QueuedMessage message, BooleanSupplier outOfTime) {
        Optional<ResendMessage> resend;
        Optional<DeliveryMessage> event;
        try {
            resend = ResendMessage.read(message.body());
            event = resend.isPresent() ? Optional.empty() : Optional.of(DeliveryMessage.read(message.body()));
        } catch (IllegalArgumentException unreadable) {
            LOG.errorf("notification-unreadable messageId=%s: %s", message.messageId(), unreadable.getMessage());
            queue.send(required(config.deadLetterQueueUrl(), "dead-letter-queue-url"), List.of(message.body()));
            return;
        }
        resend.ifPresent(parsed -> resender.process(parsed, outOfTime));
        event.ifPresent(parsed -> deliver(parsed, outOfTime));
    }

    /** Several endpoints get messages of their own, so that none waits for another. */
    private void deliver(DeliveryMessage message, BooleanSupplier outOfTime) {
        List<EventDelivery.Route> routes = delivery.routes(message);
        if (routes.size() > 1) {
            queue.send(required(config.queueUrl(), "queue-url"), routes.stream().map(route -> route.message().body()).toList());
        } else {
            routes.forEach(route -> apply(route.message(), delivery.deliver(route, outOfTime)));
        }
    }

    /** The received message is done: a delay is not a failure and must not count as one. */
    private void apply(DeliveryMessage message, DeliveryResult result) {
        if (result instanceof DeliveryResult.Parked) {
            delayed.park(message.delayed(), clock.instant());
        } else if (result instanceof DeliveryResult.RetryAfter retry) {
            retryAfter(message, retry.after());
        }
    }

    private void retryAfter(DeliveryMessage message, Duration wait) {
        if (wait.compareTo(MAX_QUEUE_DELAY) > 0) {
            delayed.delay(message.delayed(), clock.instant().plus(wait));
        } else {
            queue.sendLater(required(config.queueUrl(), "queue-url"), message.body(), wholeSeconds(wait));
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
