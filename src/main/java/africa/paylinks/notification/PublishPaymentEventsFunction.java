package africa.paylinks.notification;

import africa.paylinks.queue.BatchAnswer;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for the table's stream. */
@Singleton
public class PublishPaymentEventsFunction {

    private final EventPublisher publishing;

    public PublishPaymentEventsFunction(EventPublisher publishing) {
        this.publishing = publishing;
    }

    /** Publishes new outbox records and reports where the stream must be redelivered. */
    @Funq("publish-payment-events")
    public BatchAnswer publish(StreamBatch batch) {
        return BatchAnswer.failed(publishing.publish(batch.records()).stream().toList());
    }
}
