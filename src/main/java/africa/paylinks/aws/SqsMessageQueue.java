package africa.paylinks.aws;

import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueueUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Queues in Amazon SQS. */
public final class SqsMessageQueue implements MessageQueue {

    private static final Logger LOG = Logger.getLogger(SqsMessageQueue.class);
    private static final int MAX_BATCH = 10;

    private final SqsClient client;

    public SqsMessageQueue(SqsClient client) {
        this.client = client;
    }

    @Override
    public void send(String queue, List<String> bodies) {
        for (int from = 0; from < bodies.size(); from += MAX_BATCH) {
            sendGroup(queue, bodies.subList(from, Math.min(from + MAX_BATCH, bodies.size())));
        }
    }

    private void sendGroup(String queue, List<String> bodies) {
        SendMessageBatchResponse response;
        try {
            response = client.sendMessageBatch(request -> request.queueUrl(queue).entries(
                    IntStream.range(0, bodies.size()).mapToObj(place -> SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(place)).messageBody(bodies.get(place)).build()).toList()));
        } catch (SdkException failed) {
            throw new QueueUnavailable("A queue cannot be reached", failed);
        }
        if (!response.failed().isEmpty()) {
            throw new QueueUnavailable("A queue refused " + response.failed().size() + " of " + bodies.size()
                    + " messages: " + response.failed().get(0).code());
        }
    }

    @Override
    public void sendLater(String queue, String body, Duration delay) {
        try {
            client.sendMessage(request -> request.queueUrl(queue).messageBody(body)
                    .delaySeconds(Math.toIntExact(delay.toSeconds())));
        } catch (SdkException failed) {
            throw new QueueUnavailable("A queue cannot be reached", failed);
        }
    }

    @Override
    public void redeliver(String queue, String receiptHandle, Duration delay) {
        try {
            client.changeMessageVisibility(request -> request.queueUrl(queue).receiptHandle(receiptHandle)
                    .visibilityTimeout(Math.toIntExact(delay.toSeconds())));
        } catch (SdkException failed) {
            LOG.warn("message-not-released: it returns after the queue's visibility timeout", failed);
        }
    }
}
