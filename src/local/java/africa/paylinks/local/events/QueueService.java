package africa.paylinks.local.events;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Implements the JSON protocol of Amazon SQS: one POST, the operation in {@code X-Amz-Target}. Any credentials are accepted. */
final class QueueService implements RequestHandler {

    static final String TARGET = "AmazonSQS.";

    private final Queues queues;

    QueueService(Queues queues) {
        this.queues = queues;
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws IOException {
        ObjectNode request = Json.readObject(call.body());
        String operation = call.header("x-amz-target").orElse("").substring(TARGET.length());
        String queue = operation.equals("GetQueueUrl") ? request.path("QueueName").asText() : request.path("QueueUrl").asText().replaceFirst(".*/", "");
        if (operation.equals("StartMessageMoveTask")) {
            return move(request.path("SourceArn").asText(), request.path("DestinationArn").asText());
        }
        if (!queues.exists(queue)) {
            return refusal("QueueDoesNotExist", "The template has no queue " + queue);
        }
        return switch (operation) {
            case "GetQueueUrl" -> reply(Json.object().put("QueueUrl", "http://" + call.header("host").orElse("localhost") + "/000000000000/" + queue));
            case "SendMessage" -> reply(sent(queue, request.path("MessageBody").asText(), request.path("DelaySeconds").asInt()));
            case "SendMessageBatch" -> reply(sendAll(queue, request.path("Entries")));
            case "ReceiveMessage" -> reply(receive(queue, request.path("MaxNumberOfMessages").asInt(1)));
            case "DeleteMessage" -> {
                queues.delete(queue, request.path("ReceiptHandle").asText());
                yield reply(Json.object());
            }
            case "ChangeMessageVisibility" -> queues.hide(queue, request.path("ReceiptHandle").asText(), request.path("VisibilityTimeout").asInt())
                    ? reply(Json.object()) : refusal("MessageNotInflight", "No such receipt");
            default -> refusal("UnsupportedOperation", "The local stack does not know " + operation);
        };
    }

    private LocalResponse move(String sourceArn, String destinationArn) {
        String source = sourceArn.replaceFirst(".*:", "");
        Optional<String> destination = destinationArn.isEmpty() ? queues.sourceOf(source) : Optional.of(destinationArn.replaceFirst(".*:", ""));
        if (!queues.exists(source) || destination.filter(queues::exists).isEmpty()) {
            return refusal("ResourceNotFoundException", "The template has no such pair of queues");
        }
        if (queues.sourceOf(source).isEmpty()) {
            return refusal("UnsupportedOperation", source + " is no queue's dead-letter queue");
        }
        queues.move(source, destination.get());
        return reply(Json.object().put("TaskHandle", UUID.randomUUID().toString()));
    }

    private ObjectNode sendAll(String queue, JsonNode entries) {
        ObjectNode answer = Json.object();
        ArrayNode successful = answer.putArray("Successful");
        answer.putArray("Failed");
        entries.forEach(entry -> successful.add(sent(queue, entry.path("MessageBody").asText(), entry.path("DelaySeconds").asInt()).put("Id", entry.path("Id").asText())));
        return answer;
    }

    private ObjectNode sent(String queue, String body, int delaySeconds) {
        return Json.object().put("MessageId", queues.send(queue, body, delaySeconds)).put("MD5OfMessageBody", md5(body));
    }

    private ObjectNode receive(String queue, int most) {
        ObjectNode answer = Json.object();
        ArrayNode messages = answer.putArray("Messages");
        queues.receive(queue, most).forEach(message -> messages.addObject().put("MessageId", message.id()).put("ReceiptHandle", message.receipt())
                .put("Body", message.body()).put("MD5OfBody", md5(message.body()))
                .putObject("Attributes").put("ApproximateReceiveCount", String.valueOf(message.receives())));
        return answer;
    }

    static String md5(String body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LocalResponse reply(ObjectNode body) {
        return LocalResponse.of(200, "application/x-amz-json-1.0", Json.bytes(body)).with("x-amzn-RequestId", UUID.randomUUID().toString());
    }

    private static LocalResponse refusal(String type, String message) {
        return LocalResponse.of(400, "application/x-amz-json-1.0", Json.bytes(Json.object().put("__type", "com.amazonaws.sqs#" + type).put("message", message)));
    }
}
