package africa.paylinks.transfer;

import africa.paylinks.payment.Failure;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A transfer in its current state.
 *
 * @param failure     why the money could not be collected or credited
 * @param lateSuccess whether the money arrived after the transfer had expired or failed
 * @param reversedBy  the transfer that reversed this one
 * @param reached     when each status was reached
 */
public record Transfer(TransferTerms terms, TransferStatus status, Optional<Failure> failure, boolean lateSuccess,
        Optional<String> reversedBy, Map<TransferStatus, Instant> reached, Instant updatedAt) {

    public Transfer {
        reached = Map.copyOf(reached);
    }

    /** A new transfer. */
    public static Transfer created(TransferTerms terms) {
        return new Transfer(terms, TransferStatus.CREATED, Optional.empty(), false, Optional.empty(),
                Map.of(TransferStatus.CREATED, terms.createdAt()), terms.createdAt());
    }

    public String id() {
        return terms.id();
    }

    /** The transfer at a higher status. */
    public Transfer raised(TransferStatus to, Instant at) {
        Map<TransferStatus, Instant> all = new EnumMap<>(TransferStatus.class);
        all.putAll(reached);
        all.put(to, at);
        return new Transfer(terms, to, failure, lateSuccess, reversedBy, all, at);
    }

    /** The transfer as it ended without money, or without a recipient for it. */
    public Transfer because(Failure reason) {
        return new Transfer(terms, status, Optional.of(reason), lateSuccess, reversedBy, reached, updatedAt);
    }

    /** The transfer whose money arrived after it had expired or failed. */
    public Transfer paidLate() {
        return new Transfer(terms, status, Optional.empty(), true, reversedBy, reached, updatedAt);
    }

    /** The transfer that another one took back. */
    public Transfer reversedBy(String reversal) {
        return new Transfer(terms, status, failure, lateSuccess, Optional.of(reversal), reached, updatedAt);
    }
}
