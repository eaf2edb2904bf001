package africa.paylinks.transfer;

import java.util.List;
import java.util.Optional;

/** A page of a merchant's transfers, and the position of the next one if there may be more. */
public record TransferPage(List<Transfer> transfers, Optional<TransferSearch.Position> next) {

    public TransferPage {
        transfers = List.copyOf(transfers);
    }
}
