package africa.paylinks.notification;

import africa.paylinks.http.WarmUp;
import africa.paylinks.queue.BatchAnswer;
import africa.paylinks.queue.QueueBatch;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for the queue of events for merchants. */
@Singleton
public class NotifyMerchantFunction implements WarmUp {

    private final NotificationMessages messages;

    public NotifyMerchantFunction(NotificationMessages messages) {
        this.messages = messages;
    }

    @Override
    public void prepare() {
        messages.prepare();
    }

    /** Delivers the events and reports the messages to redeliver. */
    @Funq("notify-merchant")
    public BatchAnswer deliver(QueueBatch batch) {
        return BatchAnswer.failed(messages.process(batch.records()));
    }
}
