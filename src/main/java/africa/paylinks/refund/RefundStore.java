package africa.paylinks.refund;

import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.StatusEvent.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stores refunds. The transaction that orders a refund reserves the money on the payment, and the one that settles it refunds
 * or releases it. So concurrent refunds cannot exceed what was paid. Every method throws
 * {@link africa.paylinks.payment.StoreUnavailable} when the store cannot answer.
 */
public interface RefundStore {

    /** Reads a payment and its refundable amount with strong consistency. */
    Optional<Refundable> refundable(String paymentId);

    /** A payment's refunds, oldest first. */
    List<Refund> refunds(String paymentId);

    /** The refund of that id. */
    Optional<Refund> find(String paymentId, String refundId);

    /** The state of a known key; takes over its work if its holder gave up. Empty when the key is new. */
    Optional<Reservation> earlier(IdempotencyKey key, Fingerprint fingerprint);

    /**
     * Reserves the key and the money and stores the refund in one transaction, or returns the state of a known key.
     *
     * @param expected the payment as it was read
     * @return empty when the payment has changed meanwhile and nothing was written
     */
    Optional<Reservation> order(IdempotencyKey key, Fingerprint fingerprint, Refund refund, Refundable expected);

    /**
     * Stores a refund that the provider has made already, and reserves its money.
     *
     * @param expected the payment as it was read
     * @param cause    how it was found
     * @return whether it was stored; it is not when it is known, or more than is left of the payment
     */
    boolean recover(Refund refund, Refundable expected, Cause cause);

    /** Whether a stored refund counts that refund of the provider; each is counted once. */
    boolean isCounted(String paymentId, String providerReference);

    /**
     * Records in the payment's history a refund at the provider that is more than is left of the payment.
     *
     * @return whether it was not recorded before
     */
    boolean recordExcess(Payment payment, String providerReference, Money amount, Cause cause, Instant at);

    /**
     * Claims the right to ask the provider for a refund, which is granted once.
     *
     * @return empty when another process has asked or may be asking, or the refund is settled
     */
    Optional<Refund> claimRequest(Refund refund, Instant now);

    /**
     * Writes an open refund's new state and its effect on the payment; does nothing if it is settled already, or would be
     * completed by a refund of the provider that another one counts.
     */
    void settle(Refund refund, Payment expected, Cause cause);

    /** Does the same and stores the answer to the request that ordered the refund. */
    Settlement settle(Refund refund, Payment expected, Cause cause, FencingToken token, StoredAnswer answer);

    /** Stores the answer to a request whose refund another process has settled. */
    Settlement answer(FencingToken token, StoredAnswer answer);

    /** Writes that a refund failed without the provider being asked, and releases the key for reuse. */
    void abandon(Refund failed, Payment expected, FencingToken token);

    /** The result of settling a refund for the request that ordered it. */
    enum Settlement {
        WRITTEN,
        /** Another process took the key over; nothing was written. */
        TAKEN_OVER,
        /** Another process has settled the refund, or another refund counts what the provider returned; nothing was written. */
        ALREADY_SETTLED
    }
}
