package africa.paylinks.payment;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A payment as it stands: its terms, and what has happened to it so far.
 *
 * @param instructions      how the customer pays; empty while {@link PaymentStatus#CREATING}
 * @param providerReference the provider's own id of the payment, once known
 * @param failure           why the customer's attempt did not succeed; empty when it did, or when none is known to have failed
 * @param received          the money that its provider collected, which may be more than is due; none until it is paid
 * @param refunded          how much of what is due went back
 * @param reached           when each status was reached; a status that was passed over is not in it
 */
public record Payment(PaymentTerms terms, PaymentStatus status, Optional<PaymentInstructions> instructions,
        Optional<String> providerReference, Optional<Failure> failure, Money received, Money refunded,
        Map<PaymentStatus, Instant> reached, Instant updatedAt) {

    public Payment {
        reached = Map.copyOf(reached);
    }

    /** A payment of which only the terms are settled. */
    public static Payment creating(PaymentTerms terms) {
        return new Payment(terms, PaymentStatus.CREATING, Optional.empty(), Optional.empty(), Optional.empty(),
                Money.zero(terms.amount().currency()), Money.zero(terms.amount().currency()), Map.of(), terms.createdAt());
    }

    public String id() {
        return terms.id();
    }

    /** Whether the money came after the payment had been given up, which is real money and wants a look. */
    public boolean lateSuccess() {
        return status.isPaid() && reached.keySet().stream().anyMatch(PaymentStatus::isClosedUnpaid);
    }
}
