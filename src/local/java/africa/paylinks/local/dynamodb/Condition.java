package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A condition on an item; a missing item has no attributes. */
sealed interface Condition {

    /** Returns whether the item fulfils it. */
    boolean holds(ObjectNode item);

    /** Returns the paths that it reads. */
    default Stream<Path> paths() {
        if (this instanceof And and) {
            return Stream.concat(and.left().paths(), and.right().paths());
        } else if (this instanceof Or or) {
            return Stream.concat(or.left().paths(), or.right().paths());
        } else if (this instanceof Not not) {
            return not.of().paths();
        } else if (this instanceof Exists exists) {
            return Stream.of(exists.path());
        } else if (this instanceof HasType hasType) {
            return Stream.of(hasType.path());
        }
        return operands().flatMap(Operand::paths);
    }

    /** Returns what it compares. */
    default Stream<Operand> operands() {
        if (this instanceof Comparison comparison) {
            return Stream.of(comparison.left(), comparison.right());
        } else if (this instanceof Between between) {
            return Stream.of(between.operand(), between.least(), between.most());
        } else if (this instanceof In in) {
            return Stream.concat(Stream.of(in.operand()), in.values().stream());
        } else if (this instanceof BeginsWith begins) {
            return Stream.of(begins.operand(), begins.prefix());
        } else if (this instanceof Contains contains) {
            return Stream.of(contains.operand(), contains.part());
        }
        return Stream.of();
    }

    /** Conjunction. */
    record And(Condition left, Condition right) implements Condition {

        @Override
        public boolean holds(ObjectNode item) {
            return left.holds(item) && right.holds(item);
        }
    }

    /** Disjunction. */
    record Or(Condition left, Condition right) implements Condition {

        @Override
        public boolean holds(ObjectNode item) {
            return left.holds(item) || right.holds(item);
        }
    }

    /** Negation. */
    record Not(Condition of) implements Condition {

        @Override
        public boolean holds(ObjectNode item) {
            return !of.holds(item);
        }
    }

    /** A comparison; only "not equal" holds for values of different types or for a missing value. */
    record Comparison(Operand left, String operator, Operand right) implements Condition {

        @Override
        public boolean holds(ObjectNode item) {
            Optional<JsonNode> one = left.in(item);
            Optional<JsonNode> other = right.in(item);
            if (operator.equals("=")) {
                return one.isPresent() && one.equals(other);
            } else if (operator.equals("<>")) {
                return one.isEmpty() || !one.equals(other);
            } else if (one.isEmpty() || other.isEmpty() || !Values.isComparable(one.get(), other.get())) {
                return false;
            }
            int order = Values.compare(one.get(), other.get());
            return switch (operator) {
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
    }

    /** Between two values, inclusive. */
    record Between(Operand operand, Operand least, Operand most) implements Condition {

        @Override
        public boolean holds(ObjectNode item) {
            return new Comparison(operand, ">=", least).holds(item) && new Comparison(operand, "<=", most).holds(item);
        }
    }

    /** One of a list of values. */
    record In(Operand operand, List<Operand> values) implements Condition {

        @Override
        public boolean holds(ObjectNode item) {
            return values.stream().anyMatch(value -> new Comparison(operand, "=", value).holds(item));
        }
    }

    /** Whether an attribute exists. */
    record Exists(Path path, boolean expected) implements Condition {

        @Override
        public boolean holds(ObjectNode item) {
            return path.in(item).isPresent() == expected;
        }
    }

    /** Whether an attribute has a type. */
    record HasType(Path path, String type) implements Condition {

        @Override
        public boolean holds(ObjectNode item) {
            return path.in(item).filter(value -> Values.type(value).equals(type)).isPresent();
        }
    }

    /** Whether text or bytes begin with a prefix. */
    record BeginsWith(Operand operand, Operand prefix) implements Condition {

        private static final Set<String> TYPES = Set.of("S", "B");

        @Override
        public boolean holds(ObjectNode item) {
            Optional<JsonNode> value = operand.in(item);
            Optional<JsonNode> start = prefix.in(item);
            return value.isPresent() && start.isPresent() && Values.isComparable(value.get(), start.get())
                    && TYPES.contains(Values.type(value.get())) && Values.ordered(value.get()).startsWith(Values.ordered(start.get()));
        }
    }

    /** Whether text contains a part, or a set or a list an element. */
    record Contains(Operand operand, Operand part) implements Condition {

        @Override
        public boolean holds(ObjectNode item) {
            Optional<JsonNode> value = operand.in(item);
            Optional<JsonNode> operand = part.in(item);
            if (value.isEmpty() || operand.isEmpty()) {
                return false;
            }
            String type = Values.type(value.get());
            JsonNode content = Values.content(value.get());
            return switch (type) {
                case "S", "B" -> Values.type(operand.get()).equals(type) && Values.ordered(value.get()).contains(Values.ordered(operand.get()));
                case "L" -> content.valueStream().anyMatch(operand.get()::equals);
                case "SS", "NS", "BS" -> Values.type(operand.get()).equals(Values.SETS.get(type))
                        && content.valueStream().anyMatch(Values.content(operand.get())::equals);
                default -> false;
            };
        }
    }
}
