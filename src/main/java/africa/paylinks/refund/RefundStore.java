package africa.paylinks.refund;

import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.StatusEvent.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where refunds are kept. Money is set aside on the payment in the transaction that orders a refund, and is given back or
 * left again in the one that settles it, so that whatever happens at once, no more goes back than was paid. Every method
 * throws {@link africa.paylinks.payment.StoreUnavailable} when the store cannot answer.
 */
public interface RefundStore {

    /** A payment and what of it is left to refund, as of now and not of a moment ago. */
    Optional<Refundable> refundable(String paymentId);

    /** A payment's refunds, oldest first. */
    List<Refund> refunds(String paymentId);

    /** The refund of that id. */
    Optional<Refund> find(String paymentId, String refundId);

    /**
     * What became of a key before, whose work is taken over if its holder gave up; empty when the key is new.
     */
    Optional<Reservation> earlier(IdempotencyKey key, Fingerprint fingerprint);

    /**
     * Reserves the key, sets the money aside and puts the refund in one transaction, or says what became of the key before.
     *
     * @param seen the payment as it was when the refund was decided on
     * @return empty when the payment has changed meanwhile, and nothing was written
     */
    Optional<Reservation> order(IdempotencyKey key, Fingerprint fingerprint, Refund refund, Refundable seen);

    /**
     * Claims the right to ask the provider for a refund, which is given once.
     *
     * @return empty when somebody has asked or may be asking, or the refund is settled
     */
    Optional<Refund> claimAsking(Refund refund, Instant now);

    /** Writes how an open refund stands now, with its effect on the payment; does nothing if it is settled already. */
    void settle(Refund refund, Payment seen, Cause cause);

    /** The same, with the answer to the call that ordered it. */
    Settlement settle(Refund refund, Payment seen, Cause cause, FencingToken claim, StoredAnswer answer);

    /** Writes the answer to a call whose refund somebody else has settled. */
    Settlement answer(FencingToken claim, StoredAnswer answer);

    /** Writes that a refund failed that was not asked for, and makes the key of its call as good as new. */
    void abandon(Refund failed, Payment seen, FencingToken claim);

    /** What came of settling a refund for the call that ordered it. */
    enum Settlement {
        WRITTEN,
        /** Somebody else holds the key by now; nothing was written. */
        TAKEN_OVER,
        /** Somebody else has settled the refund; nothing was written. */
        ALREADY_SETTLED
    }
}
