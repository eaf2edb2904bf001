package africa.paylinks.queue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * One message of an SQS queue.
 *
 * @param receiptHandle names this receipt of the message
 * @param attributes    what SQS says of the message, such as how often it was received
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueuedMessage(String messageId, String receiptHandle, String body, Map<String, String> attributes) {

    public QueuedMessage {
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }

    /** How often the message was received, this time included. */
    public int attempt() {
        String count = attributes.getOrDefault("ApproximateReceiveCount", "1");
        return count.matches("[0-9]{1,9}") ? Math.max(1, Integer.parseInt(count)) : 1;
    }
}
