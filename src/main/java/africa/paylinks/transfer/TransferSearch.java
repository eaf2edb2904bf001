package africa.paylinks.transfer;

import java.time.Instant;
import java.util.Optional;

/**
 * A search for a merchant's transfers.
 *
 * @param accountId sent or received by this account
 * @param from      created at or after this time
 * @param to        created before this time
 * @param limit     maximum number of results, 1 to 100
 * @param after     the position from the previous page
 */
public record TransferSearch(String merchant, Optional<String> accountId, Optional<TransferStatus> status, Optional<Instant> from,
        Optional<Instant> to, int limit, Optional<Position> after) {

    /** A position in a list of transfers: the last one of a page. */
    public record Position(Instant createdAt, String transferId) {
    }
}
