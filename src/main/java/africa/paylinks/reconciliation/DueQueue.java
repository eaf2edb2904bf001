package africa.paylinks.reconciliation;

import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What of a provider was due when a run began, from all shards in turn, so that a run that cannot see to everything favours
 * none of them.
 */
final class DueQueue {

    private static final int PAGE = 25;

    private final DueIndex index;
    private final String provider;
    private final Instant until;
    private final Deque<Shard> shards = new ArrayDeque<>();
    private final Deque<DueItem> page = new ArrayDeque<>();
    private int left;
    private Optional<Instant> oldest = Optional.empty();

    /**
     * @param first the shard to begin with
     * @param most  how much to give at most
     */
    DueQueue(DueIndex index, String provider, Instant until, int first, int most) {
        this.index = index;
        this.provider = provider;
        this.until = until;
        this.left = most;
        IntStream.range(0, DueIndex.SHARDS)
                .forEach(number -> shards.add(new Shard(Math.floorMod(first + number, DueIndex.SHARDS), Optional.empty())));
    }

    /** The next; empty when there is nothing more, or enough was given. */
    synchronized Optional<DueItem> next() {
        while (left > 0 && page.isEmpty() && !shards.isEmpty()) {
            Shard shard = shards.remove();
            List<DueItem> read = index.page(provider, shard.number, until, PAGE, shard.after);
            page.addAll(read);
            read.stream().map(DueItem::at).filter(at -> oldest.filter(at::isAfter).isEmpty()).forEach(at -> oldest = Optional.of(at));
            if (read.size() == PAGE) {
                shards.add(new Shard(shard.number, Optional.of(read.get(PAGE - 1))));
            }
        }
        if (left == 0 || page.isEmpty()) {
            return Optional.empty();
        }
        left--;
        return Optional.of(page.remove());
    }

    /** Since when the longest has been due of what was read so far. */
    synchronized Optional<Instant> oldest() {
        return oldest;
    }

    private record Shard(int number, Optional<DueItem> after) {
    }
}
