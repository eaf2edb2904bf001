package africa.paylinks.subscription;

import africa.paylinks.queue.BatchAnswer;
import africa.paylinks.queue.QueueBatch;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for the queue of payment events that concern subscriptions. */
@Singleton
public class UpdateSubscriptionsFunction {

    private final SubscriptionPayments payments;

    public UpdateSubscriptionsFunction(SubscriptionPayments payments) {
        this.payments = payments;
    }

    /** Applies outcomes of payments to their periods, and returns the messages to redeliver. */
    @Funq("update-subscriptions")
    public BatchAnswer update(QueueBatch batch) {
        return BatchAnswer.failed(payments.work(batch.records()));
    }
}
