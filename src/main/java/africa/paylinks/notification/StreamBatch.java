package africa.paylinks.notification;

import africa.paylinks.http.JsonValue;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** A batch of changes from the table's stream; changes of one partition key are in order. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record StreamBatch(@JsonProperty("Records") List<Change> records) {

    public StreamBatch {
        records = records == null ? List.of() : List.copyOf(records);
    }

    /** A change of an item. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Change(String eventName, Item dynamodb) {
    }

    /**
     * The changed item.
     *
     * @param newImage       the item after the change, each attribute as an object of type and value; null when it was
     *                       deleted
     * @param sequenceNumber the change's position in the stream
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Item(@JsonProperty("NewImage") JsonValue newImage, @JsonProperty("SequenceNumber") String sequenceNumber) {
    }
}
