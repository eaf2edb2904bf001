package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Parses update expressions. */
final class Updates {

    private static final Set<String> CLAUSES = Set.of("SET", "REMOVE", "ADD", "DELETE");
    private static final Set<String> CONDITION_FUNCTIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size");

    private final Tokens tokens;
    private final Substitutions substitutions;
    private final List<Update.Action> actions = new ArrayList<>();

    private Updates(String text, Substitutions substitutions) {
        this.tokens = new Tokens(text);
        this.substitutions = substitutions;
    }

    static Update read(String text, Substitutions substitutions) {
        return Conditions.named("UpdateExpression", () -> {
            Updates reader = new Updates(text, substitutions);
            reader.clauses();
            reader.refuseOverlaps();
            return new Update(List.copyOf(reader.actions));
        });
    }

    private void clauses() {
        Set<String> seen = new HashSet<>();
        while (!tokens.isAtEnd()) {
            String clause = tokens.peek().toUpperCase(Locale.ROOT);
            if (!CLAUSES.contains(clause)) {
                throw tokens.unexpected();
            } else if (!seen.add(clause)) {
                throw DynamoDbError.validation("The \"" + clause + "\" section can only be used once in an update expression;");
            }
            tokens.next();
            do {
                actions.add(action(clause, tokens.path(substitutions)));
            } while (tokens.accept(","));
        }
    }

    private Update.Action action(String clause, Path path) {
        switch (clause) {
            case "SET":
                tokens.require("=");
                return new Update.Action.Assign(path, sum());
            case "REMOVE":
                return new Update.Action.Remove(path);
            default:
                if (path.isNested()) {
                    throw DynamoDbError.validation("The embedded table knows " + clause + " for top-level attributes only, as the documentation says; path: " + path);
                }
                ObjectNode value = literal();
                boolean fits = Values.SETS.containsKey(Values.type(value)) || clause.equals("ADD") && value.has("N");
                if (!fits) {
                    throw DynamoDbError.validation("Incorrect operand type for operator or function; operator: " + clause + ", operand type: "
                            + Values.type(value));
                }
                return clause.equals("ADD") ? new Update.Action.Add(path, value) : new Update.Action.Delete(path, value);
        }
    }

    private ObjectNode literal() {
        if (!tokens.peek().startsWith(":")) {
            throw tokens.unexpected();
        }
        return substitutions.value(tokens.next());
    }

    private Operand sum() {
        Operand left = operand();
        boolean isAddition = tokens.accept("+");
        if (!isAddition && !tokens.accept("-")) {
            return left;
        }
        String operator = isAddition ? "+" : "-";
        requireNumber(operator, left);
        Operand right = operand();
        requireNumber(operator, right);
        return new Operand.Sum(left, isAddition, right);
    }

    private static void requireNumber(String operator, Operand operand) {
        if (operand instanceof Operand.Literal literal && !literal.type().equals("N")) {
            throw DynamoDbError.validation("Incorrect operand type for operator or function; operator or function: " + operator + ", operand type: "
                    + literal.type());
        }
    }

    private Operand operand() {
        String token = tokens.peek();
        if (token.startsWith(":")) {
            return new Operand.Literal(token, literal());
        } else if (!tokens.peek(1).equals("(")) {
            return new Operand.Attribute(tokens.path(substitutions));
        }
        return function(tokens.next());
    }

    private Operand function(String function) {
        if (CONDITION_FUNCTIONS.contains(function)) {
            throw DynamoDbError.validation("The function is not allowed in an update expression; function: " + function);
        } else if (!function.equals("if_not_exists") && !function.equals("list_append")) {
            throw DynamoDbError.validation("Invalid function name; function: " + function);
        }
        List<Operand> arguments = new ArrayList<>();
        tokens.require("(");
        do {
            arguments.add(operand());
        } while (tokens.accept(","));
        tokens.require(")");
        if (arguments.size() != 2) {
            throw DynamoDbError.validation("Incorrect number of operands for operator or function; operator or function: " + function
                    + ", number of operands: " + arguments.size());
        } else if (function.equals("list_append")) {
            arguments.forEach(Updates::requireList);
            return new Operand.ListAppend(arguments.get(0), arguments.get(1));
        } else if (arguments.get(0) instanceof Operand.Attribute attribute) {
            return new Operand.IfNotExists(attribute.path(), arguments.get(1));
        }
        throw DynamoDbError.validation("Operator or function requires a document path; operator or function: if_not_exists");
    }

    private static void requireList(Operand operand) {
        if (operand instanceof Operand.Literal literal && !literal.type().equals("L")) {
            throw DynamoDbError.validation("Incorrect operand type for operator or function; operator or function: list_append, operand type: "
                    + literal.type());
        }
    }

    private void refuseOverlaps() {
        for (int i = 0; i < actions.size(); i++) {
            for (int j = i + 1; j < actions.size(); j++) {
                Path one = actions.get(i).path();
                Path other = actions.get(j).path();
                String what = one.contains(other) || other.contains(one) ? "overlap" : one.conflictsWith(other) ? "conflict" : "";
                if (!what.isEmpty()) {
                    throw DynamoDbError.validation("Two document paths " + what + " with each other; must remove or rewrite one of these paths; path one: "
                            + one + ", path two: " + other);
                }
            }
        }
    }
}
