package africa.paylinks.webhook;

import africa.paylinks.queue.BatchAnswer;
import africa.paylinks.queue.QueueBatch;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for the queue of buffered webhooks. */
@Singleton
public class ProcessBufferedWebhooksFunction {

    private final BufferedWebhookProcessor processor;

    public ProcessBufferedWebhooksFunction(BufferedWebhookProcessor processor) {
        this.processor = processor;
    }

    /** Processes messages and reports the ones to retry. */
    @Funq("process-buffered-webhooks")
    public BatchAnswer process(QueueBatch batch) {
        return BatchAnswer.failed(processor.process(batch.records()));
    }
}
