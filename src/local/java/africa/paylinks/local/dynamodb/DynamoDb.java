package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables that behave as DynamoDB's documentation says, for the operations that the product and its tests use. It refuses every other operation and
 * parameter by name.
 *
 * <p>It handles one call after the other, so it is serializable and deterministic.
 */
public final class DynamoDb {

    private static final Pattern ITERATOR = Pattern.compile("([^|]+)\\|(\\d+)");
    private static final int MAX_WRITES_PER_BATCH = 25;

    private final Map<String, Map<String, Object>> storage;
    private final Clock clock;
    private final Map<String, Table> tables = new TreeMap<>();
    private final Transactions transactions;
    private final Reads reads;
    private long calls;
    private int indexDelay;
    private ChangeListener listener = (before, after) -> { };

    /**
     * Opens the tables, including those stored before a reload.
     *
     * @param storage the content of the tables, in types of the JDK and of libraries, so that it survives a reload of the classes
     */
    public DynamoDb(Map<String, Map<String, Object>> storage, Clock clock) {
        this.storage = storage;
        this.clock = clock;
        this.transactions = new Transactions(this::table, clock);
        this.reads = new Reads(this::table, table -> indexed());
        storage.forEach((name, state) -> tables.put(name, table(state)));
    }

    /** Creates an empty database. */
    public DynamoDb(Clock clock) {
        this(new ConcurrentHashMap<>(), clock);
    }

    /**
     * Delays index reads, as a global secondary index may.
     *
     * @param calls how many calls after a write an index read shows it
     */
    public void delayIndexes(int calls) {
        synchronized (storage) {
            indexDelay = calls;
        }
    }

    /** Sets who learns of each change. */
    public void onChange(ChangeListener next) {
        synchronized (storage) {
            listener = next;
        }
    }

    /** Shows a reader each item of a table; items must not be changed, and the table waits meanwhile. */
    public void read(String table, Consumer<ObjectNode> reader) {
        synchronized (storage) {
            table(table).all().forEach(reader);
        }
    }

    /**
     * Deletes the items whose time to live has passed, as AWS does some hours or days later. Nothing else deletes them, so that an item that
     * has expired can still be read in tests.
     *
     * @return how many
     */
    public int expire(String table) {
        synchronized (storage) {
            Object attribute = storage.get(table(table).settings().name()).get("ttl");
            if (attribute == null) {
                return 0;
            }
            long now = clock.instant().getEpochSecond();
            List<ObjectNode> expired = table(table).all().stream().filter(item -> isExpired(item.path((String) attribute).path("N").asText(), now)).toList();
            expired.forEach(item -> table(table).replace(Optional.of(item), Optional.empty()));
            return expired.size();
        }
    }

    /** An attribute of another type never expires. */
    private static boolean isExpired(String time, long now) {
        return !time.isEmpty() && new BigDecimal(time).compareTo(BigDecimal.valueOf(now)) < 0;
    }

    /**
     * Handles one call.
     *
     * @param operation its name, such as {@code PutItem}
     * @param request not to be changed afterwards
     * @return not to be changed either
     * @throws DynamoDbError when it is refused
     */
    public ObjectNode call(String operation, ObjectNode request) {
        Parameters parameters = new Parameters(request, operation);
        synchronized (storage) {
            calls++;
            return switch (operation) {
                case "GetItem" -> reads.get(parameters);
                case "BatchGetItem" -> reads.batch(parameters);
                case "Query" -> reads.query(parameters);
                case "Scan" -> reads.scan(parameters);
                case "PutItem" -> write("Put", parameters, Set.of("NONE", "ALL_OLD"));
                case "DeleteItem" -> write("Delete", parameters, Set.of("NONE", "ALL_OLD"));
                case "UpdateItem" -> write("Update", parameters, Set.of("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"));
                case "BatchWriteItem" -> batch(parameters);
                case "TransactWriteItems" -> transactions.write(parameters);
                case "CreateTable" -> create(parameters);
                case "DescribeTable" -> described("Table", table(only(parameters, "TableName")));
                case "DeleteTable" -> delete(parameters);
                case "UpdateTimeToLive" -> updateTimeToLive(parameters);
                case "DescribeTimeToLive" -> describeTimeToLive(parameters);
                case "DescribeStream" -> describeStream(parameters);
                case "GetShardIterator" -> shardIterator(parameters);
                case "GetRecords" -> records(parameters);
                default -> throw new DynamoDbError(400, "com.amazon.coral.service#UnknownOperationException",
                        "The embedded table does not know the operation " + operation);
            };
        }
    }

    /** Returns whether there is a table. */
    boolean has(String name) {
        return tables.containsKey(name);
    }

    private Table table(String name) {
        return Optional.ofNullable(tables.get(name)).orElseThrow(() -> DynamoDbError.notFound("Requested resource not found: Table: " + name + " not found"));
    }

    @SuppressWarnings("unchecked")
    private Table table(Map<String, Object> state) {
        TableSettings settings = TableSettings.of((ObjectNode) state.get("request"));
        return new Table(settings, (TreeMap<String, ObjectNode>) state.get("items"),
                new ChangeStream(settings.streamView(), (ArrayDeque<ObjectNode>) state.get("records"), clock), () -> calls, this::indexed,
                (before, after) -> listener.changed(before, after));
    }

    private long indexed() {
        return calls - 1 - indexDelay;
    }

    private ObjectNode write(String kind, Parameters request, Set<String> answers) {
        Write write = Write.of(kind, request, this::table, false);
        String returnValues = request.oneOf("ReturnValues", answers).orElse("NONE");
        request.oneOf("ReturnItemCollectionMetrics", Set.of("NONE"));
        request.refuseOthers();
        Optional<ObjectNode> before = write.current();
        if (!write.isConditionMet(before)) {
            DynamoDbError refusal = DynamoDbError.of("ConditionalCheckFailedException", "The conditional request failed");
            if (write.showsOld()) {
                before.ifPresent(item -> refusal.with("Item", item));
            }
            throw refusal;
        }
        Optional<ObjectNode> after = write.outcome().apply(before);
        write.table().replace(before, after);
        ObjectNode answer = Json.object();
        (returnValues.endsWith("OLD") ? before : returnValues.endsWith("NEW") ? after : Optional.<ObjectNode>empty())
                .map(item -> returnValues.startsWith("UPDATED") ? new Projection(write.changed()).of(item) : item)
                .filter(attributes -> !attributes.isEmpty())
                .ifPresent(attributes -> answer.set("Attributes", attributes));
        return answer;
    }

    private ObjectNode batch(Parameters request) {
        ObjectNode byTable = request.requiredObject("RequestItems");
        request.refuseOthers();
        Parameters requests = new Parameters(byTable, "BatchWriteItem.RequestItems");
        int count = 0;
        for (String name : (Iterable<String>) byTable::fieldNames) {
            for (Parameters item : requests.parts(name)) {
                if (++count > MAX_WRITES_PER_BATCH) {
                    throw request.constraint("RequestItems", count + " requests", "Member must have length less than or equal to " + MAX_WRITES_PER_BATCH);
                }
                String kind = item.has("PutRequest") ? "Put" : "Delete";
                Parameters part = item.part(kind + "Request");
                item.refuseOthers();
                Write write = Write.of(kind, new Parameters(part.json().deepCopy().put("TableName", name), "BatchWriteItem"), this::table, false);
                write.table().replace(write.current(), write.outcome().apply(write.current()));
            }
        }
        ObjectNode answer = Json.object();
        answer.putObject("UnprocessedItems");
        return answer;
    }

    private ObjectNode create(Parameters request) {
        TableSettings settings = TableSettings.of(request.json());
        if (tables.containsKey(settings.name())) {
            throw DynamoDbError.of("ResourceInUseException", "Table already exists: " + settings.name());
        }
        Map<String, Object> state = new ConcurrentHashMap<>(Map.of("request", request.json(), "items", new TreeMap<String, ObjectNode>(),
                "records", new ArrayDeque<ObjectNode>(), "createdAt", clock.instant().getEpochSecond()));
        storage.put(settings.name(), state);
        tables.put(settings.name(), table(state));
        return described("TableDescription", tables.get(settings.name()));
    }

    private ObjectNode delete(Parameters request) {
        Table table = table(only(request, "TableName"));
        if (table.settings().request().path("DeletionProtectionEnabled").booleanValue()) {
            throw DynamoDbError.validation("Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.");
        }
        ObjectNode answer = described("TableDescription", table);
        storage.remove(table.settings().name());
        tables.remove(table.settings().name());
        return answer;
    }

    private ObjectNode described(String as, Table table) {
        long createdAt = (Long) storage.get(table.settings().name()).get("createdAt");
        return Json.object().set(as, table.settings().description(table, createdAt));
    }

    private static String only(Parameters request, String parameter) {
        String text = request.requiredText(parameter);
        request.refuseOthers();
        return text;
    }

    /** Items stay readable after their expiry, as on AWS; {@link #expire} deletes them. */
    private ObjectNode updateTimeToLive(Parameters request) {
        Table table = table(request.requiredText("TableName"));
        Parameters specification = request.part("TimeToLiveSpecification");
        request.refuseOthers();
        String attribute = specification.requiredText("AttributeName");
        boolean isEnabled = specification.flag("Enabled", false);
        specification.refuseOthers();
        Map<String, Object> state = storage.get(table.settings().name());
        if (isEnabled == state.containsKey("ttl")) {
            throw DynamoDbError.validation("TimeToLive is already " + (isEnabled ? "enabled" : "disabled"));
        } else if (isEnabled) {
            state.put("ttl", attribute);
        } else {
            state.remove("ttl");
        }
        return Json.object().set("TimeToLiveSpecification", Json.object().put("Enabled", isEnabled).put("AttributeName", attribute));
    }

    private ObjectNode describeTimeToLive(Parameters request) {
        Object attribute = storage.get(table(only(request, "TableName")).settings().name()).get("ttl");
        ObjectNode description = Json.object().put("TimeToLiveStatus", attribute == null ? "DISABLED" : "ENABLED");
        if (attribute != null) {
            description.put("AttributeName", (String) attribute);
        }
        return Json.object().set("TimeToLiveDescription", description);
    }

    private ObjectNode describeStream(Parameters request) {
        Table table = streaming(request.requiredText("StreamArn"));
        request.count("Limit", 100);
        boolean isBehind = request.text("ExclusiveStartShardId").filter(ChangeStream.SHARD::equals).isPresent();
        request.refuseOthers();
        ObjectNode description = Json.object().put("StreamArn", table.settings().streamArn()).put("StreamStatus", "ENABLED")
                .put("StreamViewType", table.settings().streamView().orElseThrow()).put("TableName", table.settings().name());
        description.set("KeySchema", table.settings().request().get("KeySchema"));
        ArrayNode shards = description.putArray("Shards");
        if (!isBehind) {
            shards.addObject().put("ShardId", ChangeStream.SHARD).putObject("SequenceNumberRange").put("StartingSequenceNumber", ChangeStream.padded(1));
        }
        return Json.object().set("StreamDescription", description);
    }

    private ObjectNode shardIterator(Parameters request) {
        Table table = streaming(request.requiredText("StreamArn"));
        if (!request.requiredText("ShardId").equals(ChangeStream.SHARD)) {
            throw DynamoDbError.notFound("Requested resource not found: Shard does not exist");
        }
        String type = request.oneOf("ShardIteratorType", Set.of("TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"))
                .orElseThrow(() -> request.missing("ShardIteratorType"));
        Optional<String> sequence = request.text("SequenceNumber");
        request.refuseOthers();
        if (type.endsWith("SEQUENCE_NUMBER") && !sequence.orElse("").matches("\\d{1,40}")) {
            throw DynamoDbError.validation("The SequenceNumber is required, and a number, when the ShardIteratorType is " + type);
        }
        long from = switch (type) {
            case "TRIM_HORIZON" -> table.stream().first();
            case "LATEST" -> table.stream().last() + 1;
            case "AT_SEQUENCE_NUMBER" -> Long.parseLong(sequence.orElseThrow());
            default -> Long.parseLong(sequence.orElseThrow()) + 1;
        };
        return Json.object().put("ShardIterator", table.settings().streamArn() + "|" + from);
    }

    private ObjectNode records(Parameters request) {
        Matcher iterator = ITERATOR.matcher(request.requiredText("ShardIterator"));
        if (!iterator.matches()) {
            throw DynamoDbError.validation("Invalid ShardIterator");
        }
        int limit = request.count("Limit", 1000).orElse(1000);
        request.refuseOthers();
        Table table = streaming(iterator.group(1));
        ObjectNode read = table.stream().read(Long.parseLong(iterator.group(2)), limit);
        long next = read.remove("Next").longValue();
        return read.put("NextShardIterator", iterator.group(1) + "|" + next);
    }

    private Table streaming(String arn) {
        List<Table> found = tables.values().stream().filter(table -> table.settings().streamView().isPresent()
                && table.settings().streamArn().equals(arn)).toList();
        if (found.isEmpty()) {
            throw DynamoDbError.notFound("Requested resource not found: Stream: " + arn + " not found");
        }
        return found.get(0);
    }
}
