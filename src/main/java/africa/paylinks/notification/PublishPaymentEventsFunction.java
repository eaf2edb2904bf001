package africa.paylinks.notification;

import africa.paylinks.queue.BatchAnswer;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door of the table's stream. */
@Singleton
public class PublishPaymentEventsFunction {

    private final EventPublisher publishing;

    public PublishPaymentEventsFunction(EventPublisher publishing) {
        this.publishing = publishing;
    }

    /** Publishes what is new in the outbox, and says from where the stream has to be given again. */
    @Funq("publish-payment-events")
    public BatchAnswer publish(StreamBatch batch) {
        return BatchAnswer.failed(publishing.publish(batch.records()).stream().toList());
    }
}
