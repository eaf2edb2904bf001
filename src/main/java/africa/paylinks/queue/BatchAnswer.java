package africa.paylinks.queue;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * Which records of a batch Lambda has to give again: messages by their id, records of a stream by their sequence number.
 */
@RegisterForReflection
public record BatchAnswer(List<ItemFailure> batchItemFailures) {

    public BatchAnswer {
        batchItemFailures = List.copyOf(batchItemFailures);
    }

    /** The answer that names these. */
    public static BatchAnswer failed(List<String> identifiers) {
        return new BatchAnswer(identifiers.stream().map(ItemFailure::new).toList());
    }

    /** One record to give again. */
    @RegisterForReflection
    public record ItemFailure(String itemIdentifier) {
    }
}
