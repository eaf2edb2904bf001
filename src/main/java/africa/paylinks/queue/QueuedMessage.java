package africa.paylinks.queue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * A message from an SQS queue.
 *
 * @param receiptHandle identifies this receipt of the message
 * @param attributes    metadata from SQS, such as the receive count
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueuedMessage(String messageId, String receiptHandle, String body, Map<String, String> attributes) {

    public QueuedMessage {
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }

    /** How often the message was received, including this time. */
    public int attempt() {
        String count = attributes.getOrDefault("ApproximateReceiveCount", "1");
        return count.matches("[0-9]{1,9}") ? Math.max(1, Integer.parseInt(count)) : 1;
    }
}
