package africa.paylinks.transfer;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A change in a transfer's audit trail.
 *
 * @param from empty for its creation
 */
public record TransferChange(Instant at, Optional<TransferStatus> from, TransferStatus to, String cause, Map<String, String> detail) {

    public TransferChange {
        detail = Map.copyOf(detail);
    }
}
