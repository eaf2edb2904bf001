package africa.paylinks.local.events;

import africa.paylinks.local.dynamodb.DynamoDb;
import africa.paylinks.local.dynamodb.DynamoDbError;
import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Delivers the changes of a table to a function as Lambda does: in order, and repeatedly from the first failed one.
 *
 * <p>It asks the embedded table in process: it asks several times a second, and more often while the test clock moves.
 */
final class StreamFollower {

    private static final Logger LOG = Logger.getLogger(StreamFollower.class);

    private final EventTopology.StreamSource source;
    private final DynamoDb dynamoDb;
    private final String table;
    private final Functions functions;
    private final Clock clock;
    private final BiConsumer<String, Duration> handedOver;
    private final Map<String, String> positions;
    private final Map<String, String> iterators = new ConcurrentHashMap<>();
    private final List<JsonNode> pending = new ArrayList<>();

    /**
     * Consumes a table's stream.
     *
     * @param state objects that outlive a reload, such as how far each shard was read
     * @param handedOver told of each batch
     */
    @SuppressWarnings("unchecked")
    StreamFollower(EventTopology.StreamSource source, DynamoDb dynamoDb, String table, Functions functions, Map<String, Object> state, Clock clock,
            BiConsumer<String, Duration> handedOver) {
        this.source = source;
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.functions = functions;
        this.clock = clock;
        this.handedOver = handedOver;
        this.positions = (Map<String, String>) state.computeIfAbsent("stream:" + source.function(), key -> new ConcurrentHashMap<String, String>());
    }

    /**
     * Delivers the available changes; returns false when there were none or the function must retry.
     *
     * @throws IOException when there is no such table or stream
     */
    boolean step() throws IOException {
        boolean found = false;
        for (String shard : shards()) {
            if (!pending.isEmpty()) {
                return handOver(shard);
            }
            if (!read(shard)) {
                continue;
            }
            found = true;
            while (!pending.isEmpty()) {
                if (!handOver(shard)) {
                    return false;
                }
            }
        }
        return found;
    }

    /** Returns whether changes wait because the function failed. */
    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** Reads the shard, and returns whether anything passed the filters. */
    private boolean read(String shard) throws IOException {
        if ("end".equals(iterators.get(shard))) {
            return false;
        }
        Optional<ObjectNode> answer = call("GetRecords", Json.object().put("ShardIterator", iterator(shard)).put("Limit", source.batchSize()));
        if (answer.isEmpty()) {
            // The iterator has expired: the next one continues from the position.
            iterators.remove(shard);
            return false;
        }
        iterators.put(shard, answer.get().path("NextShardIterator").asText("end"));
        String last = "";
        for (JsonNode change : answer.get().path("Records")) {
            last = change.path("dynamodb").path("SequenceNumber").asText();
            if (source.takes(change)) {
                pending.add(change);
            }
        }
        if (pending.isEmpty() && !last.isEmpty()) {
            positions.put(shard, last);
        }
        return !pending.isEmpty();
    }

    private boolean handOver(String shard) {
        ObjectNode event = Json.object();
        event.putArray("Records").addAll(pending);
        // The table stamps changes with the machine's time, in whole seconds.
        handedOver.accept(source.function(), Duration.between(Instant.ofEpochSecond(pending.get(pending.size() - 1).path("dynamodb")
                .path("ApproximateCreationDateTime").asLong()), clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        List<String> failed;
        try {
            failed = Json.readObject(functions.invoke(source.function(), Json.bytes(event))).path("batchItemFailures").valueStream()
                    .map(item -> item.path("itemIdentifier").asText()).toList();
        } catch (Exception | LinkageError e) {
            LOG.errorf(e, "%s failed; %d changes are handed over again", source.function(), pending.size());
            return false;
        }
        while (!pending.isEmpty() && !failed.contains(sequence(pending.get(0)))) {
            positions.put(shard, sequence(pending.remove(0)));
        }
        return failed.isEmpty();
    }

    private static String sequence(JsonNode change) {
        return change.path("dynamodb").path("SequenceNumber").asText();
    }

    private String iterator(String shard) throws IOException {
        String known = iterators.get(shard);
        if (known != null) {
            return known;
        }
        ObjectNode request = Json.object().put("StreamArn", stream()).put("ShardId", shard);
        Optional.ofNullable(positions.get(shard)).ifPresentOrElse(
                position -> request.put("ShardIteratorType", "AFTER_SEQUENCE_NUMBER").put("SequenceNumber", position),
                () -> request.put("ShardIteratorType", "TRIM_HORIZON"));
        String iterator = call("GetShardIterator", request).orElseThrow(() -> new IOException("no iterator of " + shard))
                .path("ShardIterator").asText();
        iterators.put(shard, iterator);
        return iterator;
    }

    private List<String> shards() throws IOException {
        return call("DescribeStream", Json.object().put("StreamArn", stream())).orElseThrow(() -> new IOException("no stream"))
                .path("StreamDescription").path("Shards").valueStream().map(shard -> shard.path("ShardId").asText()).toList();
    }

    private String stream() throws IOException {
        String arn = positions.get("arn");
        if (arn == null) {
            arn = call("DescribeTable", Json.object().put("TableName", table)).orElseThrow(() -> new IOException("no table " + table))
                    .path("Table").path("LatestStreamArn").asText();
            positions.put("arn", arn);
        }
        return arn;
    }

    /** Returns a copy of the answer, or nothing when the request was refused. */
    private Optional<ObjectNode> call(String operation, ObjectNode request) {
        try {
            return Optional.of(dynamoDb.call(operation, request).deepCopy());
        } catch (DynamoDbError refused) {
            return Optional.empty();
        }
    }
}
