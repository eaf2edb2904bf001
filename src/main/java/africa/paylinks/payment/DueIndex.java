package africa.paylinks.payment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Due items, indexed per provider and shard, so that one provider's outage neither delays the payments of others nor costs
 * reads. Items with a final result are not in the index.
 */
public interface DueIndex {

    /** The number of shards per provider; they are numbered from 0. */
    int SHARDS = 8;

    /**
     * A page of due items, the longest overdue first. It may be slightly stale; {@link #move} decides whether an item is
     * still due.
     *
     * @param until the latest due time
     * @param after the last item of the previous page; empty for the first page
     * @throws StoreUnavailable when the store cannot answer
     */
    List<DueItem> page(String provider, int shard, Instant until, int limit, Optional<DueItem> after);

    /**
     * Moves an item to another due time, if its due time is unchanged. Only one of several concurrent callers succeeds. Runs
     * use it to lease items and to release them.
     *
     * @return the moved item; empty when it was moved or settled meanwhile
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<DueItem> move(DueItem due, Instant next);

    /**
     * Releases a processed item: moves it to its next due time, if its due time is unchanged.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    void release(DueItem due, Instant next);

    /**
     * Removes an item from the index, if its due time is unchanged.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    void settle(DueItem due);

    /**
     * Records that processing an item failed. {@link #release} and {@link #settle} reset this.
     *
     * @return since when it has been failing without a success; empty when its due time has changed
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<Instant> failed(DueItem due, Instant now);

    /**
     * Removes an item that cannot be processed from the index and marks it for an operator.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    void deadLetter(DueItem due, Instant now);
}
