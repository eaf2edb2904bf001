package africa.paylinks.payment;

import java.time.Instant;
import java.util.Comparator;
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
 * @param givenUpAt         when it was given up as {@link StatusEvent#givesUp()} says; an attempt that failed is not in it
 * @param paidBy            the provider's id of the transaction that paid it, where its provider told
 */
public record Payment(PaymentTerms terms, PaymentStatus status, Optional<PaymentInstructions> instructions,
        Optional<String> providerReference, Optional<Failure> failure, Money received, Money refunded,
        Map<PaymentStatus, Instant> reached, Instant updatedAt, Optional<Instant> givenUpAt, Optional<String> paidBy) {

    public Payment {
        reached = Map.copyOf(reached);
    }

    /** A payment that was never given up, and whose paying transaction is not known. */
    public Payment(PaymentTerms terms, PaymentStatus status, Optional<PaymentInstructions> instructions,
            Optional<String> providerReference, Optional<Failure> failure, Money received, Money refunded,
            Map<PaymentStatus, Instant> reached, Instant updatedAt) {
        this(terms, status, instructions, providerReference, failure, received, refunded, reached, updatedAt, Optional.empty(),
                Optional.empty());
    }

    /** A payment of which only the terms are settled. */
    public static Payment creating(PaymentTerms terms) {
        return new Payment(terms, PaymentStatus.CREATING, Optional.empty(), Optional.empty(), Optional.empty(),
                Money.zero(terms.amount().currency()), Money.zero(terms.amount().currency()), Map.of(), terms.createdAt());
    }

    public String id() {
        return terms.id();
    }

    /**
     * Whether the money came after the payment had been given up, which is real money and wants a look: after it expired,
     * its merchant cancelled it or its creation was refused, or after a failed attempt and the end of its link. A second
     * attempt that succeeds while the link is good is none.
     */
    public boolean lateSuccess() {
        return status.isPaid() && (givenUpAt.isPresent() || failedBefore() && paidAt().filter(terms.expiresAt()::isAfter).isEmpty());
    }

    private boolean failedBefore() {
        return reached.keySet().stream().anyMatch(PaymentStatus::isClosedUnpaid);
    }

    private Optional<Instant> paidAt() {
        return reached.entrySet().stream().filter(entry -> entry.getKey().isPaid()).map(Map.Entry::getValue)
                .min(Comparator.naturalOrder());
    }
}
