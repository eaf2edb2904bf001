package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** An update expression: all values are computed from the old item, then written. */
record Update(List<Action> actions) {

    /** One change at one path. */
    sealed interface Action {

        /** Returns the path that it changes. */
        Path path();

        /** Sets a value. */
        record Assign(Path path, Operand value) implements Action {
        }

        /** Removes an attribute or an element. */
        record Remove(Path path) implements Action {
        }

        /** Adds to a number, or elements to a set. */
        record Add(Path path, ObjectNode value) implements Action {
        }

        /** Removes elements from a set. */
        record Delete(Path path, ObjectNode value) implements Action {
        }
    }

    /** A path and its new value; empty to remove it. */
    private record Change(Path path, Optional<JsonNode> value) {

        private int lastIndex() {
            return path.isNested() && path.steps().get(path.steps().size() - 1) instanceof Path.Step.Element element ? element.index() : 0;
        }
    }

    /** Returns the new item; the old one stays unchanged. */
    ObjectNode appliedTo(ObjectNode before) {
        List<Change> sets = new ArrayList<>();
        List<Change> removals = new ArrayList<>();
        for (Action action : actions) {
            Change change = change(action, before);
            (change.value().isPresent() ? sets : removals).add(change);
        }
        ObjectNode after = before.deepCopy();
        // Sorted by index, so that appended elements keep their order; removals run backwards, so that they do not shift each other.
        sets.stream().sorted(Comparator.comparingInt(Change::lastIndex)).forEach(change -> write(after, change));
        removals.stream().sorted(Comparator.comparingInt(Change::lastIndex).reversed()).forEach(change -> write(after, change));
        return after;
    }

    private static Change change(Action action, ObjectNode item) {
        Optional<JsonNode> current = action.path().in(item);
        if (action instanceof Action.Assign assign) {
            return new Change(action.path(), Optional.of(assign.value().in(item).orElseThrow(Operand::missing)));
        } else if (action instanceof Action.Add add) {
            return new Change(action.path(), Optional.of(current.map(value -> plus(value, add.value())).orElse(add.value())));
        } else if (action instanceof Action.Delete delete && current.isPresent()) {
            requireSameType(current.get(), delete.value());
            return new Change(action.path(), Values.combined(current.get(), delete.value(), false).map(JsonNode.class::cast));
        }
        return new Change(action.path(), Optional.empty());
    }

    private static ObjectNode plus(JsonNode current, ObjectNode added) {
        requireSameType(current, added);
        return current.has("N") ? Operand.Sum.of(current, true, added) : Values.combined(current, added, true).orElseThrow();
    }

    private static void requireSameType(JsonNode current, ObjectNode other) {
        if (!Values.type(current).equals(Values.type(other))) {
            throw Operand.wrongType();
        }
    }

    private static void write(ObjectNode item, Change change) {
        Path path = change.path();
        if (!path.isNested()) {
            change.value().ifPresentOrElse(value -> item.set(path.name(), value), () -> item.remove(path.name()));
            return;
        }
        JsonNode parent = item.get(path.name());
        for (Path.Step step : path.steps().subList(0, path.steps().size() - 1)) {
            parent = Path.child(parent, step);
        }
        Path.Step last = path.steps().get(path.steps().size() - 1);
        if (last instanceof Path.Step.Entry entry && parent != null && parent.get("M") instanceof ObjectNode map) {
            change.value().ifPresentOrElse(value -> map.set(entry.name(), value), () -> map.remove(entry.name()));
        } else if (last instanceof Path.Step.Element element && parent != null && parent.get("L") instanceof ArrayNode list) {
            change.value().ifPresentOrElse(value -> put(list, element.index(), value), () -> list.remove(element.index()));
        } else {
            throw DynamoDbError.validation("The document path provided in the update expression is invalid for update");
        }
    }

    private static void put(ArrayNode list, int index, JsonNode value) {
        if (index < list.size()) {
            list.set(index, value);
        } else {
            list.add(value);
        }
    }
}
