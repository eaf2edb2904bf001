package africa.paylinks.aws;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Spreads what would share one partition of an index over several: a partition takes 1000 write units a second, and an
 * index that cannot take a write refuses it to the table as well.
 */
final class Shards {

    /** How many partitions share what one would hold. */
    static final int COUNT = 8;

    private Shards() {
    }

    /** The partition of an item; the same wherever it is computed. */
    static String of(String partition, String id) {
        return numbered(partition, Math.floorMod(id.hashCode(), COUNT));
    }

    /** All partitions that together hold what belongs to one. */
    static List<String> all(String partition) {
        return IntStream.range(0, COUNT).mapToObj(number -> numbered(partition, number)).toList();
    }

    private static String numbered(String partition, int number) {
        return partition + "#" + number;
    }
}
