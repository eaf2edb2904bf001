package africa.paylinks.local.events;

import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Delivers a queue's messages to a function as Lambda does: in batches, deleted unless the function reports them as failed or fails itself. */
final class QueueFollower {

    private static final Logger LOG = Logger.getLogger(QueueFollower.class);

    private final EventTopology.QueueSource source;
    private final Queues queues;
    private final Functions functions;

    QueueFollower(EventTopology.QueueSource source, Queues queues, Functions functions) {
        this.source = source;
        this.queues = queues;
        this.functions = functions;
    }

    /** Delivers what is visible now; returns false when there was nothing. */
    boolean step() {
        List<Queues.Received> messages = queues.receive(source.queue(), source.batchSize());
        if (messages.isEmpty()) {
            return false;
        }
        Set<String> failed;
        try {
            failed = failed(functions.invoke(source.function(), Json.bytes(event(messages))));
        } catch (Exception | LinkageError e) {
            LOG.errorf(e, "%s failed; %d messages come again", source.function(), messages.size());
            return true;
        }
        messages.stream().filter(message -> !failed.contains(message.id())).forEach(message -> queues.delete(source.queue(), message.receipt()));
        return true;
    }

    private ObjectNode event(List<Queues.Received> messages) {
        ObjectNode event = Json.object();
        ArrayNode records = event.putArray("Records");
        for (Queues.Received message : messages) {
            ObjectNode record = records.addObject().put("messageId", message.id()).put("receiptHandle", message.receipt()).put("body", message.body());
            record.putObject("attributes").put("ApproximateReceiveCount", String.valueOf(message.receives()))
                    .put("SentTimestamp", String.valueOf(message.sentAt()));
            record.putObject("messageAttributes");
            record.put("md5OfBody", QueueService.md5(message.body())).put("eventSource", "aws:sqs")
                    .put("eventSourceARN", "arn:aws:sqs:eu-west-1:000000000000:" + source.queue()).put("awsRegion", "eu-west-1");
        }
        return event;
    }

    private static Set<String> failed(byte[] answer) throws java.io.IOException {
        return Json.readObject(answer).path("batchItemFailures").valueStream().map(item -> item.path("itemIdentifier")).map(JsonNode::asText)
                .collect(Collectors.toSet());
    }
}
