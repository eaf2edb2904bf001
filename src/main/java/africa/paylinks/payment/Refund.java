package africa.paylinks.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * A refund of all or part of a payment.
 *
 * @param id                our id of the refund, passed on to the provider where it accepts one
 * @param provider          the provider that refunds
 * @param amount            how much; never more than was left of the payment
 * @param reason            the merchant's reason
 * @param providerReference the provider's id of the refund, once known
 * @param failure           why it failed, if it did
 * @param requestedAt       when the provider was asked to refund, recorded before the call; empty when it certainly was not
 * @param dueAt             when to check its status; empty when the outcome is known
 * @param source            who started it
 */
public record Refund(String id, String paymentId, String provider, Money amount, RefundStatus status, Optional<String> reason,
        Optional<String> providerReference, Optional<Failure> failure, Optional<Instant> requestedAt,
        Optional<Instant> dueAt, Instant createdAt, Instant updatedAt, RefundSource source) {

    /** A refund that was ordered through the API. */
    public Refund(String id, String paymentId, String provider, Money amount, RefundStatus status, Optional<String> reason,
            Optional<String> providerReference, Optional<Failure> failure, Optional<Instant> requestedAt,
            Optional<Instant> dueAt, Instant createdAt, Instant updatedAt) {
        this(id, paymentId, provider, amount, status, reason, providerReference, failure, requestedAt, dueAt, createdAt, updatedAt,
                RefundSource.API);
    }

    /** An open refund that was made at the provider, which therefore need not be asked to refund. */
    public static Refund found(String id, PaymentTerms payment, Money amount, String providerReference, Instant at, Instant dueAt) {
        return new Refund(id, payment.id(), payment.provider(), amount, RefundStatus.PENDING, Optional.empty(), Optional.of(providerReference),
                Optional.empty(), Optional.of(at), Optional.of(dueAt), at, at, RefundSource.PROVIDER);
    }

    /** A new refund that no provider was asked for yet. */
    public static Refund ordered(String id, PaymentTerms payment, Money amount, Optional<String> reason, Instant at,
            Instant dueAt) {
        return new Refund(id, payment.id(), payment.provider(), amount, RefundStatus.PENDING, reason, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(dueAt), at, at);
    }

    /** A copy that is about to be requested from the provider. */
    public Refund requested(Instant at) {
        return new Refund(id, paymentId, provider, amount, status, reason, providerReference, failure, Optional.of(at), dueAt,
                createdAt, updatedAt, source);
    }

    /** A copy that stays open. */
    public Refund open(Optional<String> reference, Instant at, Instant nextDueAt) {
        return new Refund(id, paymentId, provider, amount, RefundStatus.PENDING, reason, reference.or(() -> providerReference),
                Optional.empty(), requestedAt, Optional.of(nextDueAt), createdAt, at, source);
    }

    /** A copy that stays open and certainly was not requested. */
    public Refund notRequested(Instant at, Instant nextDueAt) {
        return new Refund(id, paymentId, provider, amount, RefundStatus.PENDING, reason, providerReference, Optional.empty(),
                Optional.empty(), Optional.of(nextDueAt), createdAt, at, source);
    }

    /** A completed copy. */
    public Refund completed(Optional<String> reference, Instant at) {
        return new Refund(id, paymentId, provider, amount, RefundStatus.COMPLETED, reason, reference.or(() -> providerReference),
                Optional.empty(), requestedAt, Optional.empty(), createdAt, at, source);
    }

    /** A failed copy. */
    public Refund failed(Failure why, Instant at) {
        return new Refund(id, paymentId, provider, amount, RefundStatus.FAILED, reason, providerReference, Optional.of(why),
                requestedAt, Optional.empty(), createdAt, at, source);
    }

    /** Whether its outcome is unknown. */
    public boolean isOpen() {
        return status == RefundStatus.PENDING;
    }
}
