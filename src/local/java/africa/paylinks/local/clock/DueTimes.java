package africa.paylinks.local.clock;

import africa.paylinks.local.dynamodb.DynamoDb;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The due times in the table: every item that waits for its time has one, whichever function processes it. */
final class DueTimes {

    private final NavigableMap<Instant, Integer> times = new TreeMap<>();

    /** Reads the times of a table. */
    DueTimes(DynamoDb tables, String table) {
        tables.read(table, this::add);
    }

    private void add(ObjectNode item) {
        String time = item.path("dueAt").path("S").asText();
        if (!time.isEmpty() && item.has("dueShard")) {
            times.merge(Instant.parse(time), 1, Integer::sum);
        }
    }

    /** Returns the first time after another one. */
    Optional<Instant> firstAfter(Instant time) {
        return Optional.ofNullable(times.higherKey(time));
    }

    /** Returns how many items are due up to a time. */
    int until(Instant time) {
        return times.headMap(time, true).values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns how many items will be due after a time. */
    int after(Instant time) {
        return times.tailMap(time, false).values().stream().mapToInt(Integer::intValue).sum();
    }
}
