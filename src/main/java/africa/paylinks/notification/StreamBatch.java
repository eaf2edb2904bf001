package africa.paylinks.notification;

import africa.paylinks.http.JsonValue;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** What Lambda hands over from the table's stream: changes, those of one partition key in their order. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record StreamBatch(@JsonProperty("Records") List<Change> records) {

    public StreamBatch {
        records = records == null ? List.of() : List.copyOf(records);
    }

    /** One change of one item. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Change(String eventName, Item dynamodb) {
    }

    /**
     * The item that was changed.
     *
     * @param newImage       the item afterwards, each attribute as an object of type and value; null when there is none
     * @param sequenceNumber the change's place in the stream
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Item(@JsonProperty("NewImage") JsonValue newImage, @JsonProperty("SequenceNumber") String sequenceNumber) {
    }
}
