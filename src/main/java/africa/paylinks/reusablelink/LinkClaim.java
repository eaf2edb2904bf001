package africa.paylinks.reusablelink;

import java.time.Instant;

/**
 * The right of one payment to complete within its link's limit.
 *
 * @param fingerprint of what the customer entered, so that a form that was changed is not taken for a repetition
 * @param until       when the payment's own link expires; after that, the claim can be released
 */
public record LinkClaim(String linkId, String paymentId, String fingerprint, Instant until, State state) {

    /** What became of a claim. */
    public enum State {
        /** The payment is open and counts towards the limit. */
        HELD,
        /** The payment was paid and counts for ever. */
        COMPLETED,
        /** The payment was given up and does not count. */
        RELEASED
    }

    static LinkClaim held(String linkId, String paymentId, String fingerprint, Instant until) {
        return new LinkClaim(linkId, paymentId, fingerprint, until, State.HELD);
    }
}
