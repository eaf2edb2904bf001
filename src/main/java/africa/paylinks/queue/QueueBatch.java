package africa.paylinks.queue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** A batch of messages that Lambda delivers from an SQS queue. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueueBatch(@JsonProperty("Records") List<QueuedMessage> records) {

    public QueueBatch {
        records = records == null ? List.of() : List.copyOf(records);
    }
}
