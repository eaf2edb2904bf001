package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;

/** A table's stream: one shard with the changes in the order in which they were committed. */
final class ChangeStream {

    static final String SHARD = "shardId-00000000000000000001-00000000";

    /** Enough for a day of development. Older records are dropped, as after 24 hours on AWS. */
    private static final int MAX_RECORDS = 100_000;
    /** Of items as AWS counts them; in memory they take about six times as much. */
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final int LARGEST_ANSWER = 1024 * 1024;

    private final Optional<String> view;
    private final Deque<ObjectNode> records;
    private final Clock clock;
    private long bytes;

    /**
     * Opens the stream with the records so far.
     *
     * @param view the view type, empty when it records nothing
     * @param records records by ascending sequence numbers; they survive this object
     */
    ChangeStream(Optional<String> view, Deque<ObjectNode> records, Clock clock) {
        this.view = view;
        this.records = records;
        this.clock = clock;
        this.bytes = records.stream().mapToLong(ChangeStream::size).sum();
    }

    void append(ObjectNode key, Optional<ObjectNode> before, Optional<ObjectNode> after) {
        if (view.isEmpty()) {
            return;
        }
        long sequence = last() + 1;
        ObjectNode change = Json.object().put("ApproximateCreationDateTime", clock.instant().getEpochSecond());
        change.set("Keys", key);
        if (view.get().startsWith("NEW")) {
            after.ifPresent(item -> change.set("NewImage", item));
        }
        if (view.get().contains("OLD")) {
            before.ifPresent(item -> change.set("OldImage", item));
        }
        int size = Values.itemSize(key) + after.map(Values::itemSize).orElse(0);
        change.put("SequenceNumber", padded(sequence)).put("SizeBytes", size).put("StreamViewType", view.get());
        ObjectNode record = Json.object().put("eventID", new UUID(0, sequence).toString().replace("-", "")).put("eventVersion", "1.1")
                .put("eventName", before.isEmpty() ? "INSERT" : after.isPresent() ? "MODIFY" : "REMOVE")
                .put("eventSource", "aws:dynamodb").put("awsRegion", "eu-west-1");
        record.set("dynamodb", change);
        records.add(record);
        bytes += size;
        while (records.size() > MAX_RECORDS || bytes > MAX_BYTES) {
            bytes -= size(records.remove());
        }
    }

    /** Writes a sequence number with leading zeros, so that text order is numeric order. */
    static String padded(long sequence) {
        String digits = Long.toString(sequence);
        return "0".repeat(21 - digits.length()) + digits;
    }

    /** Returns the number of the newest record, 0 before there is one. */
    long last() {
        return records.isEmpty() ? 0 : sequence(records.peekLast());
    }

    /** Returns the number of the oldest record. */
    long first() {
        return records.isEmpty() ? 1 : sequence(records.peek());
    }

    /**
     * Returns records from a number on, and the number after them.
     *
     * @throws DynamoDbError when that record was dropped
     */
    ObjectNode read(long from, int limit) {
        if (from < first() && !records.isEmpty()) {
            throw DynamoDbError.of("TrimmedDataAccessException", "The stream begins after the iterator's sequence number");
        }
        ObjectNode answer = Json.object();
        ArrayNode found = answer.putArray("Records");
        long next = from;
        int size = 0;
        for (ObjectNode record : (Iterable<ObjectNode>) records.stream().skip(Math.max(0, from - first()))::iterator) {
            size += size(record);
            if (found.size() == limit || size > LARGEST_ANSWER && !found.isEmpty()) {
                break;
            }
            found.add(record);
            next = sequence(record) + 1;
        }
        return answer.put("Next", next);
    }

    private static int size(ObjectNode record) {
        return record.get("dynamodb").get("SizeBytes").intValue();
    }

    private static long sequence(ObjectNode record) {
        return Long.parseLong(record.get("dynamodb").get("SequenceNumber").textValue());
    }
}
