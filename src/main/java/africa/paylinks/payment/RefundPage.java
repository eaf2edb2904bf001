package africa.paylinks.payment;

import java.util.List;
import java.util.Optional;

/** A page of a merchant's refunds, and the position of the next one if there may be more. */
public record RefundPage(List<Refund> refunds, Optional<RefundSearch.Position> next) {

    public RefundPage {
        refunds = List.copyOf(refunds);
    }
}
