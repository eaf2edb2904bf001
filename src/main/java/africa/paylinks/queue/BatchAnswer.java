package africa.paylinks.queue;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** The records of a batch that Lambda must redeliver: messages by their id, stream records by their sequence number. */
@RegisterForReflection
public record BatchAnswer(List<ItemFailure> batchItemFailures) {

    public BatchAnswer {
        batchItemFailures = List.copyOf(batchItemFailures);
    }

    /** The answer for these records. */
    public static BatchAnswer failed(List<String> identifiers) {
        return new BatchAnswer(identifiers.stream().map(ItemFailure::new).toList());
    }

    /** One record to redeliver. */
    @RegisterForReflection
    public record ItemFailure(String itemIdentifier) {
    }
}
