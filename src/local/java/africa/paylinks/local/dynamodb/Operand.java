package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.stream.Stream;

/** An operand of an expression. */
sealed interface Operand {

    /** Returns its value for an item, if the item has one. */
    Optional<JsonNode> in(ObjectNode item);

    /** Returns the paths of an operand. */
    default Stream<Path> paths() {
        return this instanceof Attribute attribute ? Stream.of(attribute.path()) : this instanceof Size size ? Stream.of(size.path()) : Stream.of();
    }

    /** A document path. */
    record Attribute(Path path) implements Operand {

        @Override
        public Optional<JsonNode> in(ObjectNode item) {
            return path.in(item);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A value of the request. */
    record Literal(String placeholder, ObjectNode value) implements Operand {

        @Override
        public Optional<JsonNode> in(ObjectNode item) {
            return Optional.of(value);
        }

        String type() {
            return Values.type(value);
        }

        @Override
        public String toString() {
            return placeholder;
        }
    }

    /** The size of an attribute: bytes of text and binaries, elements of collections. */
    record Size(Path path) implements Operand {

        @Override
        public Optional<JsonNode> in(ObjectNode item) {
            return path.in(item).filter(value -> !value.has("N") && !value.has("BOOL") && !value.has("NULL")).map(value -> Values.number(BigDecimal.valueOf(
                    value.has("S") || value.has("B") ? Values.size(value) : Values.content(value).size())));
        }
    }

    /** An attribute with a default. */
    record IfNotExists(Path path, Operand otherwise) implements Operand {

        @Override
        public Optional<JsonNode> in(ObjectNode item) {
            return path.in(item).or(() -> otherwise.in(item));
        }
    }

    /** The concatenation of two lists. */
    record ListAppend(Operand first, Operand second) implements Operand {

        @Override
        public Optional<JsonNode> in(ObjectNode item) {
            JsonNode one = existing(first, item);
            JsonNode other = existing(second, item);
            if (!one.has("L") || !other.has("L")) {
                throw wrongType();
            }
            ArrayNode both = ((ArrayNode) one.get("L")).arrayNode();
            both.addAll((ArrayNode) one.get("L")).addAll((ArrayNode) other.get("L"));
            return Optional.of(Values.of("L", both));
        }
    }

    /** A sum or a difference. */
    record Sum(Operand left, boolean isAddition, Operand right) implements Operand {

        @Override
        public Optional<JsonNode> in(ObjectNode item) {
            return Optional.of(of(existing(left, item), isAddition, existing(right, item)));
        }

        static ObjectNode of(JsonNode one, boolean isAddition, JsonNode other) {
            if (!one.has("N") || !other.has("N")) {
                throw wrongType();
            }
            BigDecimal second = Values.number(other);
            return Values.number(Values.number(one).add(isAddition ? second : second.negate(), MathContext.UNLIMITED));
        }
    }

    private static JsonNode existing(Operand operand, ObjectNode item) {
        return operand.in(item).orElseThrow(Operand::missing);
    }

    static DynamoDbError missing() {
        return DynamoDbError.validation("The provided expression refers to an attribute that does not exist in the item");
    }

    static DynamoDbError wrongType() {
        return DynamoDbError.validation("An operand in the update expression has an incorrect data type");
    }
}
