package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Parses condition expressions: writes, keys and filters share one syntax. */
final class Conditions {

    private static final Set<String> COMPARATORS = Set.of("=", "<>", "<", "<=", ">", ">=");
    private static final Set<String> FUNCTIONS = Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size");
    private static final Set<String> UPDATE_FUNCTIONS = Set.of("if_not_exists", "list_append");
    private static final int MAX_OPERANDS_OF_IN = 100;
    private static final int MAX_OPERATORS = 300;

    private final Tokens tokens;
    private final Substitutions substitutions;
    private int operators;

    private Conditions(String text, Substitutions substitutions) {
        this.tokens = new Tokens(text);
        this.substitutions = substitutions;
    }

    /**
     * Reads a condition.
     *
     * @param parameter the parameter that holds it, for messages
     */
    static Condition read(String parameter, String text, Substitutions substitutions) {
        return named(parameter, () -> {
            Conditions reader = new Conditions(text, substitutions);
            Condition condition = reader.either().condition();
            reader.tokens.requireEnd();
            if (reader.operators > MAX_OPERATORS) {
                throw DynamoDbError.validation("The expression contains too many operators; operator count: " + reader.operators);
            }
            return condition;
        });
    }

    /** Prefixes messages about an expression with the parameter that holds it. */
    static <T> T named(String parameter, java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (DynamoDbError invalid) {
            throw DynamoDbError.validation("Invalid " + parameter + ": " + invalid.getMessage());
        }
    }

    /** A condition, and whether it is in parentheses. */
    private record Read(Condition condition, boolean inParentheses) {
    }

    private Read either() {
        Read first = all();
        while (tokens.acceptWord("OR")) {
            operators++;
            first = new Read(new Condition.Or(first.condition(), all().condition()), false);
        }
        return first;
    }

    private Read all() {
        Read first = one();
        while (tokens.acceptWord("AND")) {
            operators++;
            first = new Read(new Condition.And(first.condition(), one().condition()), false);
        }
        return first;
    }

    private Read one() {
        if (tokens.acceptWord("NOT")) {
            operators++;
            return new Read(new Condition.Not(one().condition()), false);
        } else if (tokens.accept("(")) {
            Read inner = either();
            tokens.require(")");
            if (inner.inParentheses()) {
                throw DynamoDbError.validation("The expression has redundant parentheses;");
            }
            return new Read(inner.condition(), true);
        }
        operators++;
        return new Read(tokens.peek(1).equals("(") && !tokens.peek().equals("size") ? function() : comparison(), false);
    }

    private Condition function() {
        String function = tokens.peek();
        if (!FUNCTIONS.contains(function)) {
            if (UPDATE_FUNCTIONS.contains(function)) {
                throw DynamoDbError.validation("The function is not allowed in a condition expression; function: " + function);
            } else if (COMPARATORS.contains(tokens.peek(2)) || !function.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw tokens.unexpected();
            }
            throw DynamoDbError.validation("Invalid function name; function: " + function);
        }
        tokens.next();
        List<Operand> arguments = arguments();
        int expected = function.startsWith("attribute_") && function.endsWith("exists") ? 1 : 2;
        if (arguments.size() != expected) {
            throw DynamoDbError.validation("Incorrect number of operands for operator or function; operator or function: " + function
                    + ", number of operands: " + arguments.size());
        }
        return switch (function) {
            case "attribute_exists" -> new Condition.Exists(path(function, arguments.get(0)), true);
            case "attribute_not_exists" -> new Condition.Exists(path(function, arguments.get(0)), false);
            case "attribute_type" -> new Condition.HasType(path(function, arguments.get(0)), typeName(arguments.get(1)));
            case "begins_with" -> {
                distinct(function, arguments.get(0), arguments.get(1));
                arguments.forEach(argument -> require(function, argument, Set.of("S", "B")));
                yield new Condition.BeginsWith(arguments.get(0), arguments.get(1));
            }
            default -> {
                distinct(function, arguments.get(0), arguments.get(1));
                yield new Condition.Contains(arguments.get(0), arguments.get(1));
            }
        };
    }

    private Condition comparison() {
        Operand left = operand();
        String relation = tokens.next().toUpperCase(Locale.ROOT);
        if (relation.equals("IN")) {
            List<Operand> values = arguments();
            if (values.size() > MAX_OPERANDS_OF_IN) {
                throw DynamoDbError.validation("The IN operator is provided with too many operands; number of operands: " + values.size());
            }
            values.forEach(value -> distinct("IN", left, value));
            return new Condition.In(left, values);
        } else if (relation.equals("BETWEEN")) {
            Operand least = operand();
            tokens.requireWord("AND");
            Operand most = operand();
            return between(left, least, most);
        } else if (!COMPARATORS.contains(relation)) {
            throw left instanceof Operand.Size && !relation.equals(")") && tokens.isAtEnd()
                    ? DynamoDbError.validation("The function is not allowed to be used this way in an expression; function: size")
                    : DynamoDbError.validation("Syntax error; token: \"" + relation + "\", near: \"" + left + "\"");
        }
        Operand right = operand();
        distinct(relation, left, right);
        if (!relation.equals("=") && !relation.equals("<>")) {
            require(relation, left, Values.ORDERED);
            require(relation, right, Values.ORDERED);
        }
        return new Condition.Comparison(left, relation, right);
    }

    private static Condition between(Operand operand, Operand least, Operand most) {
        List.of(operand, least, most).forEach(one -> require("BETWEEN", one, Values.ORDERED));
        if (least instanceof Operand.Literal low && most instanceof Operand.Literal high) {
            if (!low.type().equals(high.type())) {
                throw DynamoDbError.validation("The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: "
                        + low.value() + ", upper bound operand: AttributeValue: " + high.value());
            } else if (Values.compare(low.value(), high.value()) > 0) {
                throw DynamoDbError.validation("The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand:"
                        + " AttributeValue: " + low.value() + ", upper bound operand: AttributeValue: " + high.value());
            }
        }
        return new Condition.Between(operand, least, most);
    }

    private Operand operand() {
        String token = tokens.peek();
        if (token.startsWith(":")) {
            return new Operand.Literal(token, substitutions.value(tokens.next()));
        } else if (token.equals("size") && tokens.peek(1).equals("(")) {
            tokens.next();
            List<Operand> arguments = arguments();
            if (arguments.size() != 1) {
                throw DynamoDbError.validation("Incorrect number of operands for operator or function; operator or function: size, number of operands: "
                        + arguments.size());
            }
            return new Operand.Size(path("size", arguments.get(0)));
        } else if (tokens.peek(1).equals("(") && FUNCTIONS.contains(token)) {
            throw DynamoDbError.validation("The function is not allowed to be used this way in an expression; function: " + token);
        }
        return new Operand.Attribute(tokens.path(substitutions));
    }

    private List<Operand> arguments() {
        List<Operand> arguments = new ArrayList<>();
        tokens.require("(");
        do {
            arguments.add(operand());
        } while (tokens.accept(","));
        tokens.require(")");
        return arguments;
    }

    private static Path path(String function, Operand operand) {
        if (operand instanceof Operand.Attribute attribute) {
            return attribute.path();
        }
        throw DynamoDbError.validation("Operator or function requires a document path; operator or function: " + function);
    }

    private static String typeName(Operand operand) {
        if (!(operand instanceof Operand.Literal literal) || !literal.type().equals("S")) {
            throw DynamoDbError.validation("Incorrect operand type for operator or function; operator or function: attribute_type, operand type: "
                    + (operand instanceof Operand.Literal literal ? literal.type() : "document path"));
        }
        JsonNode name = Values.content(literal.value());
        if (!Values.TYPES.contains(name.textValue())) {
            throw DynamoDbError.validation("Invalid attribute type name found; type: " + name.textValue() + ", valid types: " + new TreeSet<>(Values.TYPES));
        }
        return name.textValue();
    }

    private static void require(String operator, Operand operand, Set<String> types) {
        if (operand instanceof Operand.Literal literal && !types.contains(literal.type())) {
            throw DynamoDbError.validation("Incorrect operand type for operator or function; operator or function: " + operator + ", operand type: "
                    + literal.type());
        }
    }

    private static void distinct(String operator, Operand one, Operand other) {
        if (one.equals(other)) {
            throw DynamoDbError.validation("The first operand must be distinct from the remaining operands for this operator or function; operator: "
                    + operator + ", first operand: " + one);
        }
    }
}
