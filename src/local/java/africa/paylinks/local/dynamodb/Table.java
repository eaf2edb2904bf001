package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** One table: its items in order, its indexes and its stream. */
final class Table {

    private static final int LARGEST_ITEM = 400 * 1024;

    private final TableSettings settings;
    private final TreeMap<String, ObjectNode> items;
    private final Map<String, Index> indexes = new LinkedHashMap<>();
    private final ChangeStream stream;
    private final LongSupplier calls;
    private final LongSupplier indexed;
    private final ChangeListener changes;

    /**
     * Opens a table with its items.
     *
     * @param items items by position; they survive this object
     * @param calls number of calls so far
     * @param indexed number of the last call whose changes the indexes show
     * @param changes learns of each change
     */
    Table(TableSettings settings, TreeMap<String, ObjectNode> items, ChangeStream stream, LongSupplier calls, LongSupplier indexed,
            ChangeListener changes) {
        this.settings = settings;
        this.items = items;
        this.stream = stream;
        this.calls = calls;
        this.indexed = indexed;
        this.changes = changes;
        settings.indexes().forEach(index -> indexes.put(index.name(),
                new Index(index.name(), index.schema(), settings.schema(), index.otherAttributes())));
        items.values().forEach(item -> indexes.values().forEach(index -> index.change(0, Optional.empty(), Optional.of(item))));
    }

    TableSettings settings() {
        return settings;
    }

    KeySchema schema() {
        return settings.schema();
    }

    ChangeStream stream() {
        return stream;
    }

    Index index(String name) {
        return Optional.ofNullable(indexes.get(name))
                .orElseThrow(() -> DynamoDbError.validation("The table does not have the specified index: " + name));
    }

    Collection<ObjectNode> all() {
        return items.values();
    }

    NavigableMap<String, ObjectNode> items() {
        return items;
    }

    Optional<ObjectNode> find(ObjectNode key) {
        return Optional.ofNullable(items.get(schema().place(key)));
    }

    /** Refuses an invalid item. */
    void validate(ObjectNode item, String tooLarge) {
        indexes.values().forEach(index -> index.schema().validateForIndex(index.name(), item));
        if (Values.itemSize(item) > LARGEST_ITEM) {
            throw DynamoDbError.validation(tooLarge);
        }
    }

    /** Replaces or removes an item. */
    void replace(Optional<ObjectNode> before, Optional<ObjectNode> after) {
        if (before.equals(after)) {
            return;
        }
        String place = schema().place(after.or(() -> before).orElseThrow());
        after.ifPresentOrElse(item -> items.put(place, item), () -> items.remove(place));
        indexes.values().forEach(index -> {
            index.change(calls.getAsLong(), before, after);
            // An index that nobody reads would keep each item's former states.
            index.items(indexed.getAsLong());
        });
        stream.append(schema().keyOf(after.or(() -> before).orElseThrow()), before, after);
        changes.changed(before, after);
    }

    /** Refuses an update of a key. */
    void refuseKeyAttributes(List<Path> paths) {
        paths.stream().map(Path::name).filter(schema().attributes()::contains).findFirst().ifPresent(name -> {
            throw DynamoDbError.validation("One or more parameter values were invalid: Cannot update attribute " + name + ". This attribute is part of the key");
        });
    }

    /** Returns the size of all items in bytes. */
    long bytes() {
        return items.values().stream().mapToLong((JsonNode item) -> Values.itemSize(item)).sum();
    }
}
