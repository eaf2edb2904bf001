package africa.paylinks.local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which part of a partition a query reads.
 *
 * @param partition the prefix of the positions in the partition
 * @param sort the condition on the sort key, if any
 */
record KeyCondition(String partition, Optional<Condition> sort) {

    private static final Set<String> OPERATORS = Set.of("=", "<", "<=", ">", ">=");
    private static final String INVALID = "Invalid KeyConditionExpression: ";

    /** Parses a key condition for a table or an index. */
    static KeyCondition read(String text, Substitutions substitutions, KeySchema schema) {
        Optional<Operand.Literal> partition = Optional.empty();
        Optional<Condition> sort = Optional.empty();
        for (Condition part : parts(Conditions.read("KeyConditionExpression", text, substitutions))) {
            Path path = path(part);
            if (path.isNested() || !schema.attributes().contains(path.name())) {
                throw missed(schema.sortKey().isEmpty() || partition.isEmpty() ? schema.partitionKey() : schema.sortKey().get());
            } else if (path.name().equals(schema.partitionKey())) {
                if (partition.isPresent()) {
                    throw DynamoDbError.validation("KeyConditionExpressions must only contain one condition per key");
                } else if (!(part instanceof Condition.Comparison equality) || !equality.operator().equals("=")) {
                    throw DynamoDbError.validation("Query key condition not supported");
                }
                partition = Optional.of(literals(part).get(0));
            } else if (sort.isPresent()) {
                throw DynamoDbError.validation("KeyConditionExpressions must only contain one condition per key");
            } else {
                sort = Optional.of(part);
            }
            literals(part).forEach(literal -> requireType(schema, path.name(), literal));
        }
        Operand.Literal value = partition.orElseThrow(() -> missed(schema.partitionKey()));
        return new KeyCondition(KeySchema.partition(value.value()), sort);
    }

    /** Returns the position of the first candidate. */
    String first() {
        return partition + sort.map(condition -> condition instanceof Condition.BeginsWith begins ? prefix(begins)
                : condition instanceof Condition.Between between ? place(between.least())
                : condition instanceof Condition.Comparison comparison && !comparison.operator().startsWith("<") ? place(comparison.right()) : "").orElse("");
    }

    /**
     * Returns the position after the last candidate.
     *
     * @param end text that sorts after all positions with the same prefix
     */
    String last(String end) {
        return partition + sort.map(condition -> condition instanceof Condition.BeginsWith begins ? prefix(begins)
                : condition instanceof Condition.Between between ? place(between.most())
                : condition instanceof Condition.Comparison comparison && !comparison.operator().startsWith(">") ? place(comparison.right()) : "").orElse("") + end;
    }

    private static String place(Operand operand) {
        return KeySchema.partition(((Operand.Literal) operand).value());
    }

    private static String prefix(Condition.BeginsWith begins) {
        String place = place(begins.prefix());
        return place.substring(0, place.length() - 1);
    }

    private static List<Condition> parts(Condition condition) {
        if (condition instanceof Condition.And and) {
            List<Condition> parts = new ArrayList<>(parts(and.left()));
            parts.addAll(parts(and.right()));
            return parts;
        }
        return List.of(condition);
    }

    private static Path path(Condition part) {
        if (part instanceof Condition.Or) {
            throw DynamoDbError.validation(INVALID + "Invalid operator used in KeyConditionExpression: OR");
        } else if (part instanceof Condition.Not) {
            throw DynamoDbError.validation(INVALID + "Invalid operator used in KeyConditionExpression: NOT");
        } else if (part instanceof Condition.Comparison comparison && !OPERATORS.contains(comparison.operator())) {
            throw DynamoDbError.validation(INVALID + "Invalid operator used in KeyConditionExpression: " + comparison.operator());
        } else if (part instanceof Condition.Comparison comparison) {
            return path(comparison.left());
        } else if (part instanceof Condition.Between between) {
            return path(between.operand());
        } else if (part instanceof Condition.BeginsWith begins) {
            return path(begins.operand());
        }
        throw DynamoDbError.validation(INVALID + "Invalid operator used in KeyConditionExpression: " + part.getClass().getSimpleName());
    }

    private static Path path(Operand operand) {
        if (operand instanceof Operand.Attribute attribute) {
            return attribute.path();
        }
        throw DynamoDbError.validation(INVALID + "a key attribute is expected on the left");
    }

    private static List<Operand.Literal> literals(Condition part) {
        List<Operand> operands = part instanceof Condition.Between between ? List.of(between.least(), between.most())
                : List.of(part instanceof Condition.Comparison comparison ? comparison.right() : ((Condition.BeginsWith) part).prefix());
        return operands.stream().map(operand -> {
            if (operand instanceof Operand.Literal literal) {
                return literal;
            }
            throw DynamoDbError.validation(INVALID + "a key attribute is compared with values only");
        }).toList();
    }

    private static void requireType(KeySchema schema, String name, Operand.Literal literal) {
        if (!literal.type().equals(schema.types().get(name))) {
            throw DynamoDbError.validation("One or more parameter values were invalid: Condition parameter type does not match schema type");
        } else if (!literal.type().equals("N") && Values.content(literal.value()).textValue().isEmpty()) {
            throw DynamoDbError.validation("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string"
                    + " value. Key: " + name);
        }
    }

    private static DynamoDbError missed(String key) {
        return DynamoDbError.validation("Query condition missed key schema element: " + key);
    }
}
