package africa.paylinks.provider;

import java.time.Instant;
import java.util.Optional;

/**
 * The attempts that returning customers named, kept until their provider has said what became of them: where a provider
 * can be asked about attempts only, a browser's word is all there is when no webhook comes. A name is a hint and no proof.
 */
public interface NamedAttempts {

    /** How many attempts of one payment are kept; whoever has the link could name any number. */
    int MOST = 50;

    /**
     * Keeps an attempt, due to be asked about, unless it is known, the payment is paid, or too many were named.
     *
     * @param at when it was named
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void note(String provider, String paymentId, String transactionId, Instant at);

    /**
     * The attempt that was named last of those that nobody knows the outcome of.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Optional<String> lastUnanswered(String paymentId);

    /**
     * Since when an attempt waits for its provider's word; empty when it does not.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Optional<Instant> unansweredSince(String paymentId, String transactionId);

    /**
     * Takes note that the provider has said what became of an attempt, if that is kept; it is no longer due.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void answered(String paymentId, String transactionId);
}
