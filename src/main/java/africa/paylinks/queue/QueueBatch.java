package africa.paylinks.queue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** What Lambda hands over from an SQS queue: several messages at once. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueueBatch(@JsonProperty("Records") List<QueuedMessage> records) {

    public QueueBatch {
        records = records == null ? List.of() : List.copyOf(records);
    }
}
