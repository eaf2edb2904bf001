package africa.paylinks.payment;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The provider's answer to a payment's creation.
 *
 * @param paymentId         the payment
 * @param provider          the provider that answered
 * @param status            {@link PaymentStatus#PENDING} when the customer can pay, {@link PaymentStatus#FAILED} when the
 *                          provider refused
 * @param instructions      how to pay; empty when refused
 * @param providerReference the provider's own id, if it gave one
 * @param failure           why the provider refused
 * @param at                when the creation ended
 */
public record CreationResult(String paymentId, String provider, PaymentStatus status, Optional<PaymentInstructions> instructions,
        Optional<String> providerReference, Optional<Failure> failure, Instant at) {

    /** The payment after this result is applied; a higher status is kept. */
    public Payment appliedTo(Payment payment) {
        boolean raised = status.raises(payment.status());
        Map<PaymentStatus, Instant> reached = new EnumMap<>(PaymentStatus.class);
        reached.putAll(payment.reached());
        if (raised) {
            reached.put(status, at);
        }
        return new Payment(payment.terms(), raised ? status : payment.status(), instructions.or(payment::instructions),
                payment.providerReference().or(() -> providerReference), raised ? failure : payment.failure(),
                payment.received(), payment.refunded(), reached, at,
                raised && status.isClosedUnpaid() ? Optional.of(at) : payment.givenUpAt(), payment.paidBy());
    }
}
