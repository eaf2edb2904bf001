package africa.paylinks.aws;

import africa.paylinks.queue.DeadLetters;
import africa.paylinks.queue.QueueUnavailable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Dead-letter queues in Amazon SQS, which moves the messages itself. */
public final class SqsDeadLetters implements DeadLetters {

    private final SqsClient client;

    public SqsDeadLetters(SqsClient client) {
        this.client = client;
    }

    @Override
    public String redrive(String deadLettersArn, String queueArn) {
        try {
            return client.startMessageMoveTask(request -> request.sourceArn(deadLettersArn).destinationArn(queueArn)).taskHandle();
        } catch (SdkException refused) {
            throw new QueueUnavailable("Cannot move the dead letters of " + deadLettersArn + ": " + refused.getMessage(), refused);
        }
    }
}
