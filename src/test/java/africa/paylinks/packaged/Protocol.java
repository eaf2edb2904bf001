package africa.paylinks.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How what a function calls words its refusals: AWS services name an exception in JSON, everybody else has a status. */
enum Protocol {
    DYNAMODB("application/x-amz-json-1.0", "com.amazonaws.dynamodb.v20120810#", "ProvisionedThroughputExceededException",
            "TransactionConflictException"),
    SECRETS_MANAGER("application/x-amz-json-1.1", "", "ThrottlingException", "InvalidRequestException"),
    SQS("application/x-amz-json-1.0", "com.amazonaws.sqs#", "RequestThrottled", "OverLimit"),
    EVENTBRIDGE("application/x-amz-json-1.1", "", "ThrottlingException", "ConcurrentModificationException"),
    HTTP("application/json", "", "", "");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGE = "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Sign in</body></html>";

    private final String contentType;
    private final String prefix;
    private final String throttled;
    private final String conflict;

    Protocol(String contentType, String prefix, String throttled, String conflict) {
        this.contentType = contentType;
        this.prefix = prefix;
        this.throttled = throttled;
        this.conflict = conflict;
    }

    /** The whole answer to a request under a fault that answers; empty where this request cannot meet the fault. */
    Optional<byte[]> answer(Fault fault, String head, byte[] body) throws IOException {
        return switch (fault) {
            case SERVER_ERROR -> Optional.of(http("500 Internal Server Error", error("InternalServerError"), ""));
            case THROTTLE -> Optional.of(this == HTTP
                    ? http("429 Too Many Requests", "{\"error\":\"too many requests\"}", "Retry-After: 1\r\n")
                    : http("400 Bad Request", error(throttled), ""));
            case CONFLICT -> conflict(head, body);
            case WRONG_CONTENT -> Optional.of(response("200 OK", "text/html", PAGE, ""));
            default -> throw new IllegalArgumentException(fault + " is no answer");
        };
    }

    /** Reads never conflict; a transaction says of each of its items what stood in the way. */
    private Optional<byte[]> conflict(String head, byte[] body) throws IOException {
        if (this == HTTP) {
            return Optional.of(http("409 Conflict", "{\"error\":\"conflict\"}", ""));
        }
        if (this != DYNAMODB) {
            return Optional.of(http("400 Bad Request", error(conflict), ""));
        }
        String operation = head.replaceFirst("(?is).*x-amz-target: *[^.\r\n]*\\.([A-Za-z]*).*", "$1");
        if (operation.equals("TransactWriteItems")) {
            ObjectNode cancelled = JSON.createObjectNode().put("__type", prefix + "TransactionCanceledException")
                    .put("message", "Transaction cancelled, please refer cancellation reasons for specific reasons");
            ArrayNode reasons = cancelled.putArray("CancellationReasons");
            for (JsonNode item : JSON.readTree(body).path("TransactItems")) {
                reasons.addObject().put("Code", "TransactionConflict").put("Message", "Transaction is ongoing for the item");
            }
            return Optional.of(http("400 Bad Request", cancelled.toString(), ""));
        }
        return operation.matches("PutItem|UpdateItem|DeleteItem") ? Optional.of(http("400 Bad Request", error(conflict), ""))
                : Optional.empty();
    }

    private String error(String type) {
        return JSON.createObjectNode().put("__type", prefix + type).put("message", "under failure").toString();
    }

    private byte[] http(String status, String body, String headers) {
        return response(status, contentType, body, headers);
    }

    private static byte[] response(String status, String contentType, String body, String headers) {
        return ("HTTP/1.1 " + status + "\r\nContent-Type: " + contentType + "\r\nContent-Length: " + body.length() + "\r\n" + headers
                + "Connection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }
}
