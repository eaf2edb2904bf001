package africa.paylinks.notification;

import africa.paylinks.http.WarmUp;
import africa.paylinks.queue.BatchAnswer;
import africa.paylinks.queue.QueueBatch;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door of the queue of news for merchants. */
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

    /** Tells merchants what the messages are about, and says which of them have to come again. */
    @Funq("notify-merchant")
    public BatchAnswer deliver(QueueBatch batch) {
        return BatchAnswer.failed(messages.work(batch.records()));
    }
}
