package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** An error response of DynamoDB, in the exact form that its clients read. */
public final class DynamoDbError extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final String SERVICE = "com.amazonaws.dynamodb.v20120810#";
    private static final Set<String> CAPITAL = Set.of("TransactionCanceledException", "IdempotentParameterMismatchException");

    private final int status;
    private final String type;
    private final transient ObjectNode details = Json.object();

    DynamoDbError(int status, String type, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
    }

    /** Returns a validation error. */
    static DynamoDbError validation(String message) {
        return new DynamoDbError(400, "com.amazon.coral.validate#ValidationException", message);
    }

    /** Returns an error from DynamoDB's list. */
    static DynamoDbError of(String name, String message) {
        return new DynamoDbError(400, SERVICE + name, message);
    }

    static DynamoDbError notFound(String message) {
        return of("ResourceNotFoundException", message);
    }

    /** Adds a field that some errors have beside their message. */
    DynamoDbError with(String name, JsonNode value) {
        details.set(name, value);
        return this;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the name of the error, without its name space. */
    public String name() {
        return type.substring(type.indexOf('#') + 1);
    }

    /** Returns the body of the error. */
    public ObjectNode body() {
        return Json.object().put("__type", type).put(CAPITAL.contains(name()) ? "Message" : "message", getMessage()).setAll(details);
    }
}
