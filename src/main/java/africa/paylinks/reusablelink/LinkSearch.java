package africa.paylinks.reusablelink;

import java.time.Instant;
import java.util.Optional;

/**
 * A search for a merchant's links.
 *
 * @param limit maximum number of results, 1 to 100
 * @param after the position from the previous page
 */
public record LinkSearch(String merchant, int limit, Optional<Position> after) {

    /** A position in a merchant's links: the last one of a page. */
    public record Position(Instant createdAt, String linkId) {
    }
}
