package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A global secondary index that shows a change a number of calls later. */
final class Index {

    private final String name;
    private final KeySchema schema;
    private final KeySchema table;
    private final Optional<Set<String>> projected;
    private final TreeMap<String, ObjectNode> items = new TreeMap<>();
    private final Deque<Change> changes = new ArrayDeque<>();

    /** An item before and after a change; either may be missing. */
    private record Change(long call, Optional<ObjectNode> before, Optional<ObjectNode> after) {
    }

    /**
     * Creates an empty index.
     *
     * @param others projected attributes beside the keys, empty when all are projected
     */
    Index(String name, KeySchema schema, KeySchema table, Optional<List<String>> others) {
        this.name = name;
        this.schema = schema;
        this.table = table;
        this.projected = others.map(attributes -> {
            Set<String> all = new HashSet<>(attributes);
            all.addAll(schema.attributes());
            all.addAll(table.attributes());
            return all;
        });
    }

    String name() {
        return name;
    }

    KeySchema schema() {
        return schema;
    }

    boolean holdsAllAttributes() {
        return projected.isEmpty();
    }

    boolean holds(String attribute) {
        return projected.isEmpty() || projected.get().contains(attribute);
    }

    void change(long call, Optional<ObjectNode> before, Optional<ObjectNode> after) {
        if (before.filter(schema::isIn).isPresent() || after.filter(schema::isIn).isPresent()) {
            changes.add(new Change(call, before.filter(schema::isIn), after.filter(schema::isIn)));
        }
    }

    /** Returns all items by position, as of that many calls ago. */
    TreeMap<String, ObjectNode> items(long call) {
        while (!changes.isEmpty() && changes.peek().call() <= call) {
            Change change = changes.remove();
            change.before().ifPresent(item -> items.remove(place(item)));
            change.after().ifPresent(item -> items.put(place(item), projection(item)));
        }
        return items;
    }

    /** For equal index keys, the keys of the table decide. */
    String place(ObjectNode item) {
        return schema.place(item) + table.place(item);
    }

    private ObjectNode projection(ObjectNode item) {
        if (projected.isEmpty()) {
            return item;
        }
        ObjectNode part = item.objectNode();
        for (Map.Entry<String, com.fasterxml.jackson.databind.JsonNode> attribute : item.properties()) {
            if (projected.get().contains(attribute.getKey())) {
                part.set(attribute.getKey(), attribute.getValue());
            }
        }
        return part;
    }
}
