package africa.paylinks.transfer;

import java.time.Instant;
import java.util.Map;

/** A change in a transfer's audit trail. */
public record TransferChange(Instant at, TransferStatus from, TransferStatus to, String cause, Map<String, String> detail) {

    public TransferChange {
        detail = Map.copyOf(detail);
    }
}
