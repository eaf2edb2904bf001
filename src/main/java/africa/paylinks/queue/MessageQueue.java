package africa.paylinks.queue;

import java.time.Duration;
import java.util.List;

/** Queues between functions. */
public interface MessageQueue {

    /**
     * Puts messages into a queue; when it returns, none of them can be lost.
     *
     * @param queue the queue's URL
     * @throws QueueUnavailable when not all of them are in the queue; some may be
     */
    void send(String queue, List<String> bodies);

    /**
     * Puts a message into a queue that nobody receives before a while is over.
     *
     * @param delay at most 15 minutes
     * @throws QueueUnavailable when it may not be in the queue
     */
    void sendLater(String queue, String body, Duration delay);

    /**
     * Says when a message that could not be worked off should come again. If that cannot be said, it comes again when
     * the queue's own time is over.
     *
     * @param receiptHandle the receipt by which the message came
     * @param delay         at most 12 hours
     */
    void redeliver(String queue, String receiptHandle, Duration delay);
}
