package africa.paylinks.aws;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Spreads the items of one index partition over several. A partition accepts 1000 write units per second, and an index that
 * rejects a write makes the table reject it too.
 */
final class Shards {

    /** The number of partitions. */
    static final int COUNT = 8;

    private Shards() {
    }

    /** The partition of an id, always the same. */
    static String of(String partition, String id) {
        return numbered(partition, Math.floorMod(id.hashCode(), COUNT));
    }

    /** All partitions of a group. */
    static List<String> all(String partition) {
        return IntStream.range(0, COUNT).mapToObj(number -> numbered(partition, number)).toList();
    }

    private static String numbered(String partition, int number) {
        return partition + "#" + number;
    }
}
