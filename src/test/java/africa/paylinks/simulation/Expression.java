package africa.paylinks.simulation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads DynamoDB's conditions and updates, as far as the product writes them. */
final class Expression {

    private static final Pattern TOKEN = Pattern.compile("[#:]?[A-Za-z_][A-Za-z0-9_]*(?:\\.#?[A-Za-z0-9_]+)*|<=|>=|<>|[=<>(),+-]");
    private static final Set<String> CLAUSES = Set.of("SET", "REMOVE", "ADD");

    private final List<String> tokens = new ArrayList<>();
    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private int place;

    /** Whether something is so of an item, which is without attributes where there is none. */
    @FunctionalInterface
    interface Condition {

        boolean holds(Map<String, AttributeValue> item);
    }

    /** What becomes of an item. */
    @FunctionalInterface
    interface Change {

        Map<String, AttributeValue> appliedTo(Map<String, AttributeValue> item);
    }

    private interface Operand extends Function<Map<String, AttributeValue>, Optional<AttributeValue>> {
    }

    private Expression(String text, Map<String, String> names, Map<String, AttributeValue> values) {
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        this.names = names;
        this.values = values;
    }

    static Condition condition(String text, Map<String, String> names, Map<String, AttributeValue> values) {
        Expression expression = new Expression(text, names, values);
        Condition condition = expression.either();
        expression.requireEnd();
        return condition;
    }

    static Change update(String text, Map<String, String> names, Map<String, AttributeValue> values) {
        return new Expression(text, names, values).changes();
    }

    private Condition either() {
        Condition first = both();
        while (takes("OR")) {
            Condition one = first;
            Condition other = both();
            first = item -> one.holds(item) || other.holds(item);
        }
        return first;
    }

    private Condition both() {
        Condition first = simple();
        while (takes("AND")) {
            Condition one = first;
            Condition other = simple();
            first = item -> one.holds(item) && other.holds(item);
        }
        return first;
    }

    private Condition simple() {
        if (takes("(")) {
            Condition inner = either();
            require(")");
            return inner;
        } else if (takes("attribute_exists")) {
            List<Operand> of = arguments();
            return item -> of.get(0).apply(item).isPresent();
        } else if (takes("attribute_not_exists")) {
            List<Operand> of = arguments();
            return item -> of.get(0).apply(item).isEmpty();
        } else if (takes("begins_with")) {
            List<Operand> of = arguments();
            return item -> of.get(0).apply(item).filter(text -> text.s().startsWith(of.get(1).apply(item).orElseThrow().s())).isPresent();
        }
        Operand left = operand();
        String relation = next();
        if (relation.equals("IN")) {
            List<Operand> of = arguments();
            return item -> of.stream().anyMatch(one -> compared(left.apply(item), one.apply(item)).filter(is -> is == 0).isPresent());
        } else if (relation.equals("BETWEEN")) {
            Operand least = operand();
            require("AND");
            Operand most = operand();
            return item -> compared(left.apply(item), least.apply(item)).filter(is -> is >= 0).isPresent()
                    && compared(left.apply(item), most.apply(item)).filter(is -> is <= 0).isPresent();
        }
        Operand right = operand();
        return item -> compared(left.apply(item), right.apply(item)).filter(is -> switch (relation) {
            case "=" -> is == 0;
            case "<>" -> is != 0;
            case "<" -> is < 0;
            case "<=" -> is <= 0;
            case ">" -> is > 0;
            case ">=" -> is >= 0;
            default -> throw new IllegalArgumentException(relation);
        }).isPresent();
    }

    /** What is not there, or is of another type, compares with nothing. */
    private static Optional<Integer> compared(Optional<AttributeValue> one, Optional<AttributeValue> other) {
        if (one.isEmpty() || other.isEmpty() || one.get().type() != other.get().type()) {
            return Optional.empty();
        }
        return Optional.of(switch (one.get().type()) {
            case N -> new BigDecimal(one.get().n()).compareTo(new BigDecimal(other.get().n()));
            case S -> one.get().s().compareTo(other.get().s());
            default -> Objects.equals(one, other) ? 0 : 1;
        });
    }

    private Change changes() {
        List<Function<Map<String, AttributeValue>, Runnable>> changes = new ArrayList<>();
        Map<String, AttributeValue> target = new HashMap<>();
        while (place < tokens.size()) {
            String clause = next();
            do {
                List<String> path = path(next());
                switch (clause) {
                    case "SET" -> {
                        require("=");
                        Operand value = sum();
                        changes.add(old -> {
                            AttributeValue set = value.apply(old).orElseThrow(() -> new IllegalArgumentException("Not there: " + path));
                            return () -> set(target, path, Optional.of(set));
                        });
                    }
                    case "ADD" -> {
                        Operand value = operand();
                        changes.add(old -> {
                            AttributeValue sum = plus(at(old, path).orElse(AttributeValue.fromN("0")), value.apply(old).orElseThrow(), 1);
                            return () -> set(target, path, Optional.of(sum));
                        });
                    }
                    case "REMOVE" -> changes.add(old -> () -> set(target, path, Optional.empty()));
                    default -> throw new IllegalArgumentException(clause);
                }
            } while (takes(","));
        }
        return item -> {
            target.clear();
            target.putAll(item);
            changes.stream().map(change -> change.apply(item)).toList().forEach(Runnable::run);
            return new HashMap<>(target);
        };
    }

    private Operand sum() {
        Operand left = operand();
        int sign = takes("+") ? 1 : takes("-") ? -1 : 0;
        if (sign == 0) {
            return left;
        }
        Operand right = operand();
        return item -> Optional.of(plus(left.apply(item).orElseThrow(), right.apply(item).orElseThrow(), sign));
    }

    private static AttributeValue plus(AttributeValue one, AttributeValue other, int sign) {
        BigDecimal second = new BigDecimal(other.n()).multiply(BigDecimal.valueOf(sign));
        return AttributeValue.fromN(new BigDecimal(one.n()).add(second).toPlainString());
    }

    private Operand operand() {
        String token = next();
        if (token.equals("if_not_exists")) {
            List<Operand> of = arguments();
            return item -> of.get(0).apply(item).or(() -> of.get(1).apply(item));
        } else if (token.startsWith(":")) {
            AttributeValue value = values.get(token);
            if (value == null) {
                throw new IllegalArgumentException("No value is given for " + token);
            }
            return item -> Optional.of(value);
        }
        List<String> path = path(token);
        return item -> at(item, path);
    }

    private List<Operand> arguments() {
        List<Operand> arguments = new ArrayList<>();
        require("(");
        do {
            arguments.add(operand());
        } while (takes(","));
        require(")");
        return arguments;
    }

    private List<String> path(String token) {
        List<String> path = new ArrayList<>();
        for (String part : token.split("\\.")) {
            String name = part.startsWith("#") ? names.get(part) : part;
            if (name == null || CLAUSES.contains(name)) {
                throw new IllegalArgumentException("No name is given for " + part);
            }
            path.add(name);
        }
        return path;
    }

    private static Optional<AttributeValue> at(Map<String, AttributeValue> item, List<String> path) {
        Optional<AttributeValue> value = Optional.ofNullable(item.get(path.get(0)));
        for (String name : path.subList(1, path.size())) {
            value = value.flatMap(map -> Optional.ofNullable(map.m().get(name)));
        }
        return value;
    }

    private static void set(Map<String, AttributeValue> item, List<String> path, Optional<AttributeValue> value) {
        if (path.size() == 1) {
            value.ifPresentOrElse(set -> item.put(path.get(0), set), () -> item.remove(path.get(0)));
            return;
        }
        AttributeValue parent = item.get(path.get(0));
        if (parent == null || !parent.hasM()) {
            throw new IllegalArgumentException("The path is not there: " + path);
        }
        Map<String, AttributeValue> inner = new HashMap<>(parent.m());
        set(inner, path.subList(1, path.size()), value);
        item.put(path.get(0), AttributeValue.fromM(inner));
    }

    private boolean takes(String token) {
        if (place < tokens.size() && tokens.get(place).equals(token)) {
            place++;
            return true;
        }
        return false;
    }

    private void require(String token) {
        if (!takes(token)) {
            throw new IllegalArgumentException(token + " expected in " + tokens);
        }
    }

    private void requireEnd() {
        if (place < tokens.size()) {
            throw new IllegalArgumentException("More than a condition: " + tokens);
        }
    }

    private String next() {
        return tokens.get(place++);
    }
}
