package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A document path, such as {@code order.lines[2].price}.
 *
 * @param name the attribute at its root
 * @param steps the steps below it
 */
record Path(String name, List<Step> steps) {

    /** One step down: into a map or into a list. */
    sealed interface Step {

        /** An entry of a map. */
        record Entry(String name) implements Step {

            @Override
            public String toString() {
                return name;
            }
        }

        /** An element of a list, from 0. */
        record Element(int index) implements Step {

            @Override
            public String toString() {
                return "[" + index + "]";
            }
        }
    }

    boolean isNested() {
        return !steps.isEmpty();
    }

    /** Returns the value at this path of an item. */
    Optional<JsonNode> in(ObjectNode item) {
        JsonNode value = item.get(name);
        for (Step step : steps) {
            value = child(value, step);
        }
        return Optional.ofNullable(value);
    }

    /** Returns the element of a value at a step, or null. */
    static JsonNode child(JsonNode value, Step step) {
        if (value == null) {
            return null;
        } else if (step instanceof Step.Entry entry) {
            return value.has("M") ? value.get("M").get(entry.name()) : null;
        }
        return value.has("L") ? value.get("L").get(((Step.Element) step).index()) : null;
    }

    /** Returns whether this path equals the other or is its prefix. */
    boolean contains(Path other) {
        return name.equals(other.name) && steps.size() <= other.steps.size() && other.steps.subList(0, steps.size()).equals(steps);
    }

    /** Returns whether one path uses a map where the other uses a list. */
    boolean conflictsWith(Path other) {
        if (!name.equals(other.name)) {
            return false;
        }
        for (int i = 0; i < Math.min(steps.size(), other.steps.size()); i++) {
            if (!steps.get(i).equals(other.steps.get(i))) {
                return steps.get(i).getClass() != other.steps.get(i).getClass();
            }
        }
        return false;
    }

    /** Writes it as DynamoDB's messages do: {@code [order, lines, [2]]}. */
    @Override
    public String toString() {
        return steps.stream().map(step -> ", " + step).collect(Collectors.joining("", "[" + name, "]"));
    }
}
