package africa.paylinks.reconciliation;

import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A provider's items that were due when a run began. It alternates between all shards, so that a run that runs out of time
 * favours none.
 */
final class DueQueue {

    private static final int PAGE = 25;
    /** After so many lost leases in a row, other runs work on the page: the shard is read again from there at the end, when they have leased most of it. */
    private static final int MOST_LOST = 3;

    private final DueIndex index;
    private final String provider;
    private final Instant until;
    private final Deque<Shard> shards = new ArrayDeque<>();
    private final Map<Integer, Shard> left = new LinkedHashMap<>();
    private final Deque<DueItem> page = new ArrayDeque<>();
    private Shard current;
    private boolean isLastRound;
    private int remaining;
    private int lost;
    private Optional<Instant> oldest = Optional.empty();

    /**
     * @param first the shard to start with
     * @param limit  the maximum number of items
     */
    DueQueue(DueIndex index, String provider, Instant until, int first, int limit) {
        this.index = index;
        this.provider = provider;
        this.until = until;
        this.remaining = limit;
        IntStream.range(0, DueIndex.SHARDS)
                .forEach(number -> shards.add(new Shard(Math.floorMod(first + number, DueIndex.SHARDS), Optional.empty())));
    }

    /** The next item; empty when there are no more or the maximum is reached. */
    synchronized Optional<DueItem> next() {
        while (remaining > 0 && page.isEmpty() && hasMoreShards()) {
            current = shards.remove();
            List<DueItem> read = index.page(provider, current.number, until, PAGE, current.after);
            page.addAll(read);
            read.stream().map(DueItem::at).filter(at -> oldest.filter(at::isAfter).isEmpty()).forEach(at -> oldest = Optional.of(at));
            if (read.size() == PAGE) {
                shards.add(new Shard(current.number, Optional.of(read.get(PAGE - 1))));
            }
        }
        if (remaining == 0 || page.isEmpty()) {
            return Optional.empty();
        }
        remaining--;
        return Optional.of(page.remove());
    }

    private boolean hasMoreShards() {
        if (shards.isEmpty() && !isLastRound) {
            isLastRound = true;
            shards.addAll(left.values());
        }
        return !shards.isEmpty();
    }

    /** An item was leased, or another run had taken it; a page that others work on waits for the end. */
    synchronized void leased(boolean isOurs) {
        lost = isOurs ? 0 : lost + 1;
        if (lost >= MOST_LOST && !isLastRound) {
            lost = 0;
            if (!page.isEmpty()) {
                page.clear();
                left.putIfAbsent(current.number, current);
            }
        }
    }

    /** The earliest due time of all items read so far. */
    synchronized Optional<Instant> oldest() {
        return oldest;
    }

    private record Shard(int number, Optional<DueItem> after) {
    }
}
