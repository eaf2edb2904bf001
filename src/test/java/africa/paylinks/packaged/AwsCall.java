package africa.paylinks.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A call of a function to AWS.
 *
 * @param function    who called
 * @param operation   service and operation, as the protocol names them
 * @param permissions what IAM has to allow for it: action and resource
 * @param status      of the answer
 * @param error       the type of the error that was answered; empty when there was none
 */
record AwsCall(String function, String operation, Set<String> permissions, int status, String error) {

    private static final Map<String, String> SERVICES = Map.of("DynamoDB_20120810", "dynamodb", "secretsmanager", "secretsmanager",
            "AmazonSQS", "sqs", "AWSEvents", "events");
    private static final Map<String, String> PARTS = Map.of("Put", "PutItem", "Update", "UpdateItem", "Delete", "DeleteItem",
            "ConditionCheck", "ConditionCheckItem");

    static AwsCall of(String function, String target, JsonNode request, int status, String error) {
        String service = SERVICES.getOrDefault(target.substring(0, target.indexOf('.')), target);
        String operation = target.substring(target.indexOf('.') + 1);
        Set<String> permissions = new TreeSet<>();
        switch (service) {
            case "dynamodb" -> {
                String table = request.has("IndexName") ? "Table/index/" + request.path("IndexName").asText() : "Table";
                if (operation.equals("TransactWriteItems")) {
                    request.path("TransactItems").forEach(item -> item.fieldNames().forEachRemaining(part ->
                            permissions.add("dynamodb:" + PARTS.getOrDefault(part, part) + " Table")));
                } else {
                    permissions.add("dynamodb:" + operation + " " + table);
                }
            }
            case "secretsmanager" -> permissions.add("secretsmanager:" + operation + " " + last(request, "SecretId"));
            case "events" -> permissions.add("events:" + operation + " EventBus");
            case "sqs" -> {
                if (operation.equals("StartMessageMoveTask")) {
                    Set.of(operation, "ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
                            .forEach(action -> permissions.add("sqs:" + action + " " + last(request, "SourceArn")));
                    permissions.add("sqs:SendMessage " + last(request, "DestinationArn"));
                } else {
                    // IAM has no action of its own for a batch.
                    permissions.add("sqs:" + operation.replaceFirst("Batch$", "") + " " + last(request, "QueueUrl"));
                }
            }
            default -> permissions.add(target);
        }
        return new AwsCall(function, service + ":" + operation, permissions, status, error);
    }

    /** Whether the other side did not know what was asked. */
    boolean isUnknown() {
        return status >= 500 || error.matches(".*(UnknownOperation|InvalidAction|NotImplemented|NotYetImplemented|UnrecognizedClient).*");
    }

    private static String last(JsonNode request, String field) {
        return request.path(field).asText().replaceFirst("^.*[/:]", "");
    }
}
