package africa.paylinks.kommo;

import africa.paylinks.queue.BatchAnswer;
import africa.paylinks.queue.QueueBatch;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles messages of the queue of deals. */
@Singleton
public class KommoDealsFunction {

    private final DealQueueConsumer messages;

    public KommoDealsFunction(DealQueueConsumer messages) {
        this.messages = messages;
    }

    /** Processes messages and returns those to redeliver. */
    @Funq("kommo-deals")
    public BatchAnswer work(QueueBatch batch) {
        return BatchAnswer.failed(messages.process(batch.records()));
    }
}
