package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** Implements {@code GetItem}, {@code BatchGetItem}, {@code Query} and {@code Scan}. */
final class Reads {

    private static final long LARGEST_PAGE = 1024 * 1024;
    private static final int MAX_KEYS_PER_BATCH = 100;
    private static final long LARGEST_BATCH = 16 * LARGEST_PAGE;
    private static final String LAST = "\uffff";
    private static final Set<String> SELECTIONS = Set.of("ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT");

    private final Function<String, Table> tables;
    private final ToLongFunction<Table> shownCalls;

    /**
     * Reads these tables.
     *
     * @param shownCalls the latest call whose writes an index shows
     */
    Reads(Function<String, Table> tables, ToLongFunction<Table> shownCalls) {
        this.tables = tables;
        this.shownCalls = shownCalls;
    }

    /** The filter and projection of a read. */
    private record Page(Optional<Condition> key, Optional<Condition> filter, UnaryOperator<ObjectNode> projection, int limit, boolean countsOnly,
            Set<String> keyAttributes) {
    }

    ObjectNode get(Parameters request) {
        Table table = tables.apply(request.requiredText("TableName"));
        Optional<String> projection = request.text("ProjectionExpression");
        Substitutions substitutions = Substitutions.of(request, projection.isPresent());
        UnaryOperator<ObjectNode> projected = projection(projection, substitutions);
        substitutions.refuseUnused();
        request.flag("ConsistentRead", false);
        ObjectNode key = table.schema().requireKey(Values.canonicalItem(request.requiredObject("Key")));
        request.refuseOthers();
        ObjectNode answer = Json.object();
        table.find(key).ifPresent(item -> answer.set("Item", projected.apply(item)));
        return answer;
    }

    /** Reads items by their keys; those beyond 16 MB are left to the next call, as in DynamoDB. */
    ObjectNode batch(Parameters request) {
        ObjectNode byTable = request.requiredObject("RequestItems");
        request.refuseOthers();
        Parameters requests = new Parameters(byTable, "BatchGetItem.RequestItems");
        ObjectNode answer = Json.object();
        ObjectNode responses = answer.putObject("Responses");
        ObjectNode unprocessed = answer.putObject("UnprocessedKeys");
        int count = 0;
        long bytes = 0;
        for (String name : (Iterable<String>) byTable::fieldNames) {
            Table table = tables.apply(name);
            Parameters of = requests.part(name);
            List<Parameters> keys = of.parts("Keys");
            of.flag("ConsistentRead", false);
            of.refuseOthers();
            count += keys.size();
            if (keys.isEmpty() || count > MAX_KEYS_PER_BATCH) {
                throw request.constraint("RequestItems." + name + ".Keys", count + " keys", "Member must have length "
                        + (keys.isEmpty() ? "greater than or equal to 1" : "less than or equal to " + MAX_KEYS_PER_BATCH));
            }
            ArrayNode found = responses.putArray(name);
            Set<ObjectNode> read = new HashSet<>();
            for (Parameters given : keys) {
                ObjectNode key = table.schema().requireKey(Values.canonicalItem(given.json()));
                if (!read.add(key)) {
                    throw DynamoDbError.validation("Provided list of item keys contains duplicates");
                }
                Optional<ObjectNode> item = table.find(key);
                bytes += item.map(Values::itemSize).orElse(0);
                if (bytes > LARGEST_BATCH) {
                    ObjectNode rest = unprocessed.has(name) ? (ObjectNode) unprocessed.get(name) : of.json().deepCopy();
                    (unprocessed.has(name) ? (ArrayNode) rest.get("Keys") : rest.putArray("Keys")).add(given.json());
                    unprocessed.set(name, rest);
                } else {
                    item.ifPresent(found::add);
                }
            }
        }
        return answer;
    }

    ObjectNode query(Parameters request) {
        Table table = tables.apply(request.requiredText("TableName"));
        Optional<Index> index = request.text("IndexName").map(table::index);
        if (request.flag("ConsistentRead", false) && index.isPresent()) {
            throw DynamoDbError.validation("Consistent reads are not supported on global secondary indexes");
        }
        KeySchema schema = index.map(Index::schema).orElse(table.schema());
        Substitutions substitutions = Substitutions.of(request, true);
        KeyCondition key = KeyCondition.read(request.requiredText("KeyConditionExpression"), substitutions, schema);
        Page page = page(request, table, index, substitutions, key.sort());
        boolean isForward = request.flag("ScanIndexForward", true);
        Optional<String> start = request.object("ExclusiveStartKey").map(given -> start(given, key, table, index));
        request.refuseOthers();
        NavigableMap<String, ObjectNode> items = index.<NavigableMap<String, ObjectNode>>map(of -> of.items(shownCalls.applyAsLong(table)))
                .orElseGet(table::items).subMap(key.first(), true, key.last(LAST), true);
        return answer(isForward ? after(items, start) : after(items.descendingMap(), start), page);
    }

    ObjectNode scan(Parameters request) {
        Table table = tables.apply(request.requiredText("TableName"));
        Substitutions substitutions = Substitutions.of(request, request.has("FilterExpression") || request.has("ProjectionExpression"));
        Page page = page(request, table, Optional.empty(), substitutions, Optional.empty());
        request.flag("ConsistentRead", false);
        Optional<String> start = request.object("ExclusiveStartKey")
                .map(given -> table.schema().place(table.schema().requireKey(Values.canonicalItem(given))));
        request.refuseOthers();
        return answer(after(table.items(), start), page);
    }

    private static Page page(Parameters request, Table table, Optional<Index> index, Substitutions substitutions, Optional<Condition> key) {
        KeySchema schema = index.map(Index::schema).orElse(table.schema());
        Optional<Condition> filter = request.text("FilterExpression").map(text -> Conditions.read("FilterExpression", text, substitutions));
        if (key.isPresent() || request.has("KeyConditionExpression")) {
            filter.ifPresent(condition -> refuseKeys(condition, schema));
        }
        Optional<String> projection = request.text("ProjectionExpression");
        UnaryOperator<ObjectNode> projected = projection(projection, substitutions);
        Optional<String> selected = request.oneOf("Select", SELECTIONS);
        if (projection.isPresent() && selected.filter(selection -> !selection.equals("SPECIFIC_ATTRIBUTES")).isPresent()) {
            throw DynamoDbError.validation("Cannot specify the ProjectionExpression when choosing to get " + selected.get());
        } else if (selected.filter("SPECIFIC_ATTRIBUTES"::equals).isPresent() && projection.isEmpty()) {
            throw DynamoDbError.validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
        } else if (selected.filter("ALL_PROJECTED_ATTRIBUTES"::equals).isPresent() && index.isEmpty()) {
            throw DynamoDbError.validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
        } else if (selected.filter("ALL_ATTRIBUTES"::equals).isPresent() && index.filter(of -> !of.holdsAllAttributes()).isPresent()) {
            throw DynamoDbError.validation("One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index "
                    + index.get().name() + " because its projection type is not ALL");
        }
        index.ifPresent(of -> projection.ifPresent(text -> refuseUnprojected(text, substitutions, of)));
        int limit = request.count("Limit", Integer.MAX_VALUE).orElse(Integer.MAX_VALUE);
        substitutions.refuseUnused();
        Set<String> keys = new HashSet<>(table.schema().attributes());
        keys.addAll(schema.attributes());
        return new Page(key, filter, projected, limit, selected.filter("COUNT"::equals).isPresent(), keys);
    }

    private static UnaryOperator<ObjectNode> projection(Optional<String> projection, Substitutions substitutions) {
        return projection.map(text -> Projection.read(text, substitutions)).<UnaryOperator<ObjectNode>>map(read -> read::of).orElse(item -> item);
    }

    private static void refuseUnprojected(String text, Substitutions substitutions, Index index) {
        Projection.read(text, substitutions).paths().stream().map(Path::name).filter(name -> !index.holds(name)).findFirst().ifPresent(name -> {
            throw DynamoDbError.validation("One or more parameter values were invalid: Global secondary index " + index.name() + " does not project [" + name + "]");
        });
    }

    private static void refuseKeys(Condition filter, KeySchema schema) {
        filter.paths().map(Path::name).filter(schema.attributes()::contains).findFirst().ifPresent(name -> {
            throw DynamoDbError.validation("Filter Expression can only contain non-primary key attributes: Primary key attribute: " + name);
        });
    }

    private static String start(ObjectNode given, KeyCondition condition, Table table, Optional<Index> index) {
        ObjectNode key = Values.canonicalItem(given);
        Set<String> expected = new HashSet<>(table.schema().attributes());
        index.ifPresent(of -> expected.addAll(of.schema().attributes()));
        Set<String> found = new HashSet<>();
        key.fieldNames().forEachRemaining(found::add);
        if (!found.equals(expected)) {
            throw DynamoDbError.validation("The provided starting key is invalid");
        }
        String place = index.map(of -> of.place(key)).orElseGet(() -> table.schema().place(key));
        if (!place.startsWith(condition.partition())) {
            throw DynamoDbError.validation("The provided starting key is outside query boundaries based on provided conditions");
        } else if (condition.sort().filter(sort -> !sort.holds(key)).isPresent()) {
            throw DynamoDbError.validation("The provided starting key does not match the range key predicate");
        }
        return place;
    }

    private static NavigableMap<String, ObjectNode> after(NavigableMap<String, ObjectNode> items, Optional<String> start) {
        return start.map(place -> items.tailMap(place, false)).orElse(items);
    }

    private static ObjectNode answer(NavigableMap<String, ObjectNode> items, Page page) {
        ObjectNode answer = Json.object();
        ArrayNode found = answer.arrayNode();
        int evaluated = 0;
        long bytes = 0;
        ObjectNode last = null;
        for (Map.Entry<String, ObjectNode> entry : items.entrySet()) {
            ObjectNode item = entry.getValue();
            if (page.key().filter(condition -> !condition.holds(item)).isPresent()) {
                continue;
            }
            int size = Values.itemSize(item);
            if (evaluated == page.limit() || evaluated > 0 && bytes + size > LARGEST_PAGE) {
                answer.set("LastEvaluatedKey", key(last, page.keyAttributes()));
                break;
            }
            evaluated++;
            bytes += size;
            last = item;
            if (page.filter().filter(condition -> !condition.holds(item)).isEmpty()) {
                found.add(page.projection().apply(item));
            }
        }
        if (evaluated == page.limit() && last != null) {
            // A full page always has a key to continue from, even if no items follow, as in DynamoDB.
            answer.set("LastEvaluatedKey", key(last, page.keyAttributes()));
        }
        int count = found.size();
        if (!page.countsOnly()) {
            answer.set("Items", found);
        }
        return answer.put("Count", count).put("ScannedCount", evaluated);
    }

    private static ObjectNode key(ObjectNode item, Set<String> attributes) {
        ObjectNode key = item.objectNode();
        List.copyOf(attributes).stream().sorted().forEach(name -> key.set(name, item.get(name)));
        return key;
    }
}
