package africa.paylinks.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * Money of a payment that goes back, or was to.
 *
 * @param id                names it to the merchant and, where the provider takes such a name, to the provider
 * @param provider          who is to give it back
 * @param amount            how much, never more than was left of the payment
 * @param reason            why, in the merchant's words
 * @param providerReference the provider's own id of it, once known
 * @param failure           why it failed, when it did
 * @param askedAt           when the provider was asked for it, which is noted before it is; empty when it certainly was not
 * @param dueAt             when to ask the provider how it went; empty when that is known
 */
public record Refund(String id, String paymentId, String provider, Money amount, RefundStatus status, Optional<String> reason,
        Optional<String> providerReference, Optional<Failure> failure, Optional<Instant> askedAt,
        Optional<Instant> dueAt, Instant createdAt, Instant updatedAt) {

    /** A refund that nobody has been asked for yet. */
    public static Refund ordered(String id, PaymentTerms payment, Money amount, Optional<String> reason, Instant at,
            Instant dueAt) {
        return new Refund(id, payment.id(), payment.provider(), amount, RefundStatus.PENDING, reason, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(dueAt), at, at);
    }

    /** The same, about to be asked for. */
    public Refund asked(Instant at) {
        return new Refund(id, paymentId, provider, amount, status, reason, providerReference, failure, Optional.of(at), dueAt,
                createdAt, updatedAt);
    }

    /** The same, still open. */
    public Refund open(Optional<String> reference, Instant at, Instant nextDueAt) {
        return new Refund(id, paymentId, provider, amount, RefundStatus.PENDING, reason, reference.or(() -> providerReference),
                Optional.empty(), askedAt, Optional.of(nextDueAt), createdAt, at);
    }

    /** The same, still open, and known not to have been asked for. */
    public Refund notAsked(Instant at, Instant nextDueAt) {
        return new Refund(id, paymentId, provider, amount, RefundStatus.PENDING, reason, providerReference, Optional.empty(),
                Optional.empty(), Optional.of(nextDueAt), createdAt, at);
    }

    /** The same, given back. */
    public Refund completed(Optional<String> reference, Instant at) {
        return new Refund(id, paymentId, provider, amount, RefundStatus.COMPLETED, reason, reference.or(() -> providerReference),
                Optional.empty(), askedAt, Optional.empty(), createdAt, at);
    }

    /** The same, not given back. */
    public Refund failed(Failure why, Instant at) {
        return new Refund(id, paymentId, provider, amount, RefundStatus.FAILED, reason, providerReference, Optional.of(why),
                askedAt, Optional.empty(), createdAt, at);
    }

    /** Whether it is not known yet what becomes of it. */
    public boolean isOpen() {
        return status == RefundStatus.PENDING;
    }
}
