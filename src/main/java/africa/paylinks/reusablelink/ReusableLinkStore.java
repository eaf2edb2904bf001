package africa.paylinks.reusablelink;

import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stores reusable links and the claims of their payments. Each method throws
 * {@link africa.paylinks.payment.StoreUnavailable} when the store cannot answer.
 */
public interface ReusableLinkStore {

    /**
     * Creates a link together with the idempotency key and the answer of its request, in one transaction.
     *
     * @return {@link Reservation.Started} if this call created it, otherwise the state of the key
     */
    Reservation create(IdempotencyKey key, Fingerprint fingerprint, ReusableLink link, StoredAnswer answer);

    /** The state of a known key, for a request that would be refused today; empty when the key is unknown. */
    Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint);

    /** Reads a link with strong consistency. */
    Optional<ReusableLink> find(String linkId);

    /** A merchant's links, newest first; a new one may appear with a short delay. */
    LinkPage search(LinkSearch search);

    /**
     * Writes a link's availability.
     *
     * @return false when it has changed since the link was read; nothing was written
     */
    boolean change(ReusableLink changed);

    /**
     * Claims a payment's place within the limit: counts it, if the link can be paid and its limit is not reached, and stores
     * the claim, in one transaction.
     */
    Claiming claim(LinkClaim claim, Instant now);

    /** The claim of a payment. */
    Optional<LinkClaim> claimOf(String linkId, String paymentId);

    /**
     * Completes a claim that is held or released; a released one is counted again, whatever the limit.
     *
     * @param claim as it was read
     * @param late  whether the payment's money came after it was given up
     * @return false when the claim has changed since it was read; nothing was written
     */
    boolean complete(LinkClaim claim, boolean late);

    /**
     * Releases a claim that is held, so that another payment can use its place.
     *
     * @return false when the claim has changed since it was read; nothing was written
     */
    boolean release(LinkClaim claim);

    /** Claims that are held although their payments expired before a time, oldest first. */
    List<LinkClaim> overdue(String linkId, Instant before, int limit);

    /** The result of a claim. */
    sealed interface Claiming permits Claimed, AlreadyClaimed, NotClaimed {
    }

    /** The payment may be created. */
    record Claimed() implements Claiming {
    }

    /** The payment had its claim already, in whatever state. */
    record AlreadyClaimed(LinkClaim claim) implements Claiming {
    }

    /** The link cannot be paid, or its limit is reached. */
    record NotClaimed() implements Claiming {
    }
}
