package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names and values that a request's expressions refer to. Each must exist, and each must be used. */
final class Substitutions {

    private static final Pattern NAME = Pattern.compile("#[A-Za-z0-9_]+");
    private static final Pattern VALUE = Pattern.compile(":[A-Za-z0-9_]+");

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, ObjectNode> values = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /** Reads names and values from a request, with or without expressions. */
    static Substitutions of(Parameters request, boolean hasExpressions) {
        Substitutions substitutions = new Substitutions();
        request.object("ExpressionAttributeNames").ifPresent(given -> substitutions.names(given, hasExpressions));
        request.object("ExpressionAttributeValues").ifPresent(given -> substitutions.values(given, hasExpressions));
        return substitutions;
    }

    private void names(ObjectNode given, boolean hasExpressions) {
        require(hasExpressions, given, "ExpressionAttributeNames");
        given.properties().forEach(entry -> {
            if (!NAME.matcher(entry.getKey()).matches()) {
                throw DynamoDbError.validation("ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + entry.getKey() + "\"");
            } else if (!entry.getValue().isTextual() || entry.getValue().textValue().isEmpty()) {
                throw DynamoDbError.validation("ExpressionAttributeNames contains invalid value for key " + entry.getKey());
            }
            names.put(entry.getKey(), entry.getValue().textValue());
        });
    }

    private void values(ObjectNode given, boolean hasExpressions) {
        require(hasExpressions, given, "ExpressionAttributeValues");
        given.properties().forEach(entry -> {
            if (!VALUE.matcher(entry.getKey()).matches()) {
                throw DynamoDbError.validation("ExpressionAttributeValues contains invalid key: Syntax error; key: \"" + entry.getKey() + "\"");
            }
            values.put(entry.getKey(), value(entry));
        });
    }

    private static ObjectNode value(Map.Entry<String, JsonNode> entry) {
        try {
            return Values.canonical(entry.getValue());
        } catch (DynamoDbError invalid) {
            throw invalid.name().equals("ValidationException")
                    ? DynamoDbError.validation("ExpressionAttributeValues contains invalid value: " + invalid.getMessage() + " for key " + entry.getKey())
                    : invalid;
        }
    }

    private static void require(boolean hasExpressions, ObjectNode given, String parameter) {
        if (!hasExpressions) {
            throw DynamoDbError.validation(parameter + " can only be specified when using expressions");
        } else if (given.isEmpty()) {
            throw DynamoDbError.validation(parameter + " must not be empty");
        }
    }

    String name(String placeholder) {
        used.add(placeholder);
        return Optional.ofNullable(names.get(placeholder)).orElseThrow(() -> DynamoDbError.validation(
                "An expression attribute name used in the document path is not defined; attribute name: " + placeholder));
    }

    ObjectNode value(String placeholder) {
        used.add(placeholder);
        return Optional.ofNullable(values.get(placeholder)).orElseThrow(() -> DynamoDbError.validation(
                "An expression attribute value used in expression is not defined; attribute value: " + placeholder));
    }

    /** Refuses names and values that no expression uses. */
    void refuseUnused() {
        refuseUnused("ExpressionAttributeNames", names.keySet());
        refuseUnused("ExpressionAttributeValues", values.keySet());
    }

    private void refuseUnused(String parameter, Set<String> given) {
        TreeSet<String> unused = new TreeSet<>(given);
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw DynamoDbError.validation("Value provided in " + parameter + " unused in expressions: keys: {" + String.join(", ", unused) + "}");
        }
    }
}
