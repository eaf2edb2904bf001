package africa.paylinks.payment;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A payment: its terms and its current state.
 *
 * @param instructions      how the customer pays; empty while {@link PaymentStatus#CREATING}
 * @param providerReference the provider's id of the payment, once known
 * @param failure           why the customer's last attempt failed; empty when none is known to have failed
 * @param received          the money that the provider collected, which may exceed the amount due; zero until paid
 * @param refunded          how much of the amount due was refunded
 * @param reached           when each status was reached; skipped statuses are absent
 * @param givenUpAt         when the payment was given up, see {@link StatusEvent#givesUp()}; a failed attempt does not count
 * @param paidBy            the provider's id of the transaction that paid, if known
 * @param debits            the debits of a customer who corrected the phone number
 * @param providerFee       what the provider charges for the payment, if it stated that when the payment completed
 */
public record Payment(PaymentTerms terms, PaymentStatus status, Optional<PaymentInstructions> instructions,
        Optional<String> providerReference, Optional<Failure> failure, Money received, Money refunded,
        Map<PaymentStatus, Instant> reached, Instant updatedAt, Optional<Instant> givenUpAt, Optional<String> paidBy, Debits debits,
        Optional<Money> providerFee) {

    public Payment {
        reached = Map.copyOf(reached);
    }

    /** A payment with one debit at most, and without a known fee. */
    public Payment(PaymentTerms terms, PaymentStatus status, Optional<PaymentInstructions> instructions,
            Optional<String> providerReference, Optional<Failure> failure, Money received, Money refunded,
            Map<PaymentStatus, Instant> reached, Instant updatedAt, Optional<Instant> givenUpAt, Optional<String> paidBy) {
        this(terms, status, instructions, providerReference, failure, received, refunded, reached, updatedAt, givenUpAt, paidBy, Debits.FIRST,
                Optional.empty());
    }

    /** A payment that was not given up and whose paying transaction is unknown. */
    public Payment(PaymentTerms terms, PaymentStatus status, Optional<PaymentInstructions> instructions,
            Optional<String> providerReference, Optional<Failure> failure, Money received, Money refunded,
            Map<PaymentStatus, Instant> reached, Instant updatedAt) {
        this(terms, status, instructions, providerReference, failure, received, refunded, reached, updatedAt, Optional.empty(),
                Optional.empty());
    }

    /** A new payment that has terms only. */
    public static Payment creating(PaymentTerms terms) {
        return new Payment(terms, PaymentStatus.CREATING, Optional.empty(), Optional.empty(), Optional.empty(),
                Money.zero(terms.amount().currency()), Money.zero(terms.amount().currency()), Map.of(), terms.createdAt());
    }

    public String id() {
        return terms.id();
    }

    /**
     * Whether the money arrived after the payment was given up, which a person should check: after it expired, was cancelled
     * by its merchant or was refused at creation, or after a failed attempt and the end of its link. A successful second
     * attempt before the expiry is not late.
     */
    public boolean lateSuccess() {
        return status.isPaid() && (givenUpAt.isPresent() || failedBefore() && paidAt().filter(terms.expiresAt()::isAfter).isEmpty());
    }

    private boolean failedBefore() {
        return reached.keySet().stream().anyMatch(PaymentStatus::isClosedUnpaid);
    }

    /** The number of the debit with this id, the provider's or our own; empty for one debit, and for other transactions. */
    public Optional<Integer> debitNumber(String transactionId) {
        return debits.numberOf(transactionId)
                .or(() -> Optional.of(transactionId).filter(ours -> Debits.paymentId(ours).equals(id())).map(Debits::number))
                .filter(number -> debits.areSeveral() || number > 1);
    }

    /** The provider's id of a debit, if known. */
    public Optional<String> debitReference(int number) {
        return Optional.ofNullable(debits.references().get(number))
                .or(() -> providerReference.filter(any -> number == debits.paidBy().orElse(debits.current())));
    }

    /** When the money was reported; empty until then. */
    public Optional<Instant> paidAt() {
        return reached.entrySet().stream().filter(entry -> entry.getKey().isPaid()).map(Map.Entry::getValue)
                .min(Comparator.naturalOrder());
    }
}
