package africa.paylinks.reusablelink;

import africa.paylinks.payment.LinkPayment;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.reusablelink.LinkClaim.State;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Brings the claim of a payment to where the payment says it is. It may run any number of times, in any order and
 * concurrently. The limit does not depend on when it runs: until then, the claim only stays counted.
 */
@Singleton
public final class LinkSettlement {

    private static final Logger LOG = Logger.getLogger(LinkSettlement.class);
    /** Longer than a function can run: a payment that does not exist by then is never created. */
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final int MAX_PER_RELEASE = 25;
    /** A claim has fewer states. */
    private static final int MAX_ATTEMPTS = 4;

    private final ReusableLinkStore links;
    private final PaymentStore payments;
    private final Clock clock;

    public LinkSettlement(ReusableLinkStore links, PaymentStore payments, Clock clock) {
        this.links = links;
        this.payments = payments;
        this.clock = clock;
    }

    /**
     * Applies the current state of a payment.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public void settle(String paymentId) {
        payments.find(paymentId).flatMap(payment -> LinkPayment.linkId(payment.terms())).ifPresent(linkId -> settle(linkId, paymentId));
    }

    /**
     * Releases claims of a link whose payments expired, in case nothing reported it.
     *
     * @return whether a claim was released
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    boolean releaseOverdue(String linkId) {
        List<LinkClaim> overdue = links.overdue(linkId, clock.instant().minus(GRACE), MAX_PER_RELEASE);
        return overdue.stream().map(claim -> settle(linkId, claim.paymentId())).reduce(false, Boolean::logicalOr);
    }

    /** Returns whether the claim was released. */
    private boolean settle(String linkId, String paymentId) {
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            Optional<LinkClaim> claim = links.claimOf(linkId, paymentId);
            if (claim.isEmpty() || claim.get().state() == State.COMPLETED) {
                return false;
            }
            // Read after the claim, so that its money is seen here or by the event that follows.
            Optional<Payment> payment = payments.find(paymentId);
            if (payment.filter(paid -> paid.status().isPaid()).isPresent()) {
                if (complete(claim.get(), payment.get())) {
                    return false;
                }
            } else if (claim.get().state() == State.RELEASED || !isOver(claim.get(), payment)) {
                return false;
            } else if (links.release(claim.get())) {
                return true;
            }
        }
        throw new IllegalStateException("The claim of " + paymentId + " does not come to rest");
    }

    private boolean complete(LinkClaim claim, Payment payment) {
        boolean completed = links.complete(claim, payment.lateSuccess());
        if (completed && payment.lateSuccess()) {
            LOG.warnf("link-paid-late link=%s payment=%s", claim.linkId(), payment.id());
        }
        return completed;
    }

    /** Whether the payment cannot complete any more, unless its money comes late, which the payment itself then says. */
    private boolean isOver(LinkClaim claim, Optional<Payment> payment) {
        Instant now = clock.instant();
        boolean overdue = now.isAfter(claim.until().plus(GRACE));
        return payment.map(known -> known.givenUpAt().isPresent() || known.status() == PaymentStatus.FAILED && overdue).orElse(overdue);
    }
}
