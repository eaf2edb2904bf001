package africa.paylinks.queue;

import java.time.Duration;
import java.util.List;

/** Queues between functions. */
public interface MessageQueue {

    /**
     * Sends messages; after it returns, none of them can be lost.
     *
     * @param queue URL of the queue
     * @throws QueueUnavailable when some messages are not in the queue
     */
    void send(String queue, List<String> bodies);

    /**
     * Sends a message that becomes visible after a delay.
     *
     * @param delay at most 15 minutes
     * @throws QueueUnavailable when the message may not be in the queue
     */
    void sendLater(String queue, String body, Duration delay);

    /**
     * Delays the redelivery of a failed message. If this call fails, the message returns after the queue's visibility
     * timeout.
     *
     * @param receiptHandle the receipt handle of the message
     * @param delay         at most 12 hours
     */
    void redeliver(String queue, String receiptHandle, Duration delay);
}
