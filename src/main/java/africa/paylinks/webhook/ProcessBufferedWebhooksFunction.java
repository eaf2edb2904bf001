package africa.paylinks.webhook;

import africa.paylinks.queue.BatchAnswer;
import africa.paylinks.queue.QueueBatch;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The adapter of the queue that buffers webhooks. */
@Singleton
public class ProcessBufferedWebhooksFunction {

    private final BufferedWebhookProcessor processor;

    public ProcessBufferedWebhooksFunction(BufferedWebhookProcessor processor) {
        this.processor = processor;
    }

    /** Processes messages, and says which of them have to come again. */
    @Funq("process-buffered-webhooks")
    public BatchAnswer process(QueueBatch batch) {
        return BatchAnswer.failed(processor.process(batch.records()));
    }
}
