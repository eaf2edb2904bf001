package africa.paylinks.payment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is due, per provider and shard, so that a provider that is away holds up nobody else's payments and costs no reads.
 * Whatever is decided is not in it.
 */
public interface DueIndex {

    /** Each provider's shards are numbered from 0 to one less than this. */
    int SHARDS = 8;

    /**
     * A page of what is due, the longest first; a moment old, so that only {@link #move} tells whether it still is.
     *
     * @param until the latest time to be due
     * @param after the last of the page before; empty for the first page
     * @throws StoreUnavailable when the store cannot answer
     */
    List<DueItem> page(String provider, int shard, Instant until, int limit, Optional<DueItem> after);

    /**
     * Makes something due at another time, if it is due at this one still. Of all who try, one does: this is how a run
     * takes what it works on, and how it gives it back.
     *
     * @return what is due then; empty when somebody else moved or settled it
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<DueItem> move(DueItem due, Instant next);

    /**
     * Gives back what was taken and worked on: makes it due at another time, if it is due at this one still.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    void release(DueItem due, Instant next);

    /**
     * Takes something out of the index, if it is due at this time still.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    void settle(DueItem due);

    /**
     * Takes note that working on what was taken failed; {@link #release} and {@link #settle} forget it.
     *
     * @return since when it has failed without a success in between; empty when it is not due at this time any more
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<Instant> failed(DueItem due, Instant now);

    /**
     * Takes something out of the index that nobody can work on, marked, so that a person finds it.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    void deadLetter(DueItem due, Instant now);
}
