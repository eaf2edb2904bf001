package africa.paylinks.refund;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Canceller;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Closes a payment link: first at the provider, if it can, then here. If the provider does not close it, the payment's
 * history and the log record that. Money that still arrives through the link is a late success and not lost.
 */
@Singleton
public final class LinkCloser {

    private static final Logger LOG = Logger.getLogger(LinkCloser.class);

    private final PaymentStore payments;
    private final ProviderRegistry providers;
    private final StatusCheck statusCheck;
    private final Clock clock;

    public LinkCloser(PaymentStore payments, ProviderRegistry providers, StatusCheck statusCheck, Clock clock) {
        this.payments = payments;
        this.providers = providers;
        this.statusCheck = statusCheck;
        this.clock = clock;
    }

    /**
     * Closes the link of an open payment.
     *
     * @param reason the reason, for the payment's history
     * @throws africa.paylinks.payment.StoreUnavailable       when the store cannot answer
     * @throws africa.paylinks.provider.ProviderNotConfigured when the provider is not configured
     */
    public Closing close(Payment payment, String reason) {
        Optional<Canceller> canceller = providers.named(payment.terms().provider())
                .filter(Canceller.class::isInstance).map(Canceller.class::cast)
                // Without instructions no link was shown, and there is no id to send to the provider.
                .filter(any -> payment.instructions().isPresent());
        Optional<Failure> notClosed = Optional.empty();
        if (canceller.isPresent()) {
            Canceller.CancelOutcome outcome = canceller.get().cancel(payment);
            if (outcome instanceof Canceller.Undecided) {
                return Closing.UNDECIDED;
            }
            if (outcome instanceof Canceller.NotClosed refused) {
                notClosed = Optional.of(refused.failure());
            }
            // A link that is now closed may have been paid before, and one that the provider does not close may be paid.
            if (statusCheck.confirmPaid(payment)) {
                return Closing.PAID;
            }
        }
        boolean cancelled = payments.raise(cancellation(payment, reason, notClosed)) == PaymentStore.Raise.RAISED;
        if (!cancelled && isPaidNow(payment)) {
            return Closing.PAID;
        }
        notClosed.ifPresent(why -> LOG.warnf("link-not-closed provider=%s payment=%s: %s", payment.terms().provider(), payment.id(),
                why.message()));
        return notClosed.isEmpty() ? Closing.CLOSED : Closing.CLOSED_HERE_ONLY;
    }

    private boolean isPaidNow(Payment payment) {
        return payments.find(payment.id()).filter(now -> now.status().isPaid()).isPresent();
    }

    private StatusEvent cancellation(Payment payment, String reason, Optional<Failure> notClosed) {
        Map<String, String> detail = new HashMap<>(Map.of("reason", reason));
        notClosed.ifPresent(why -> detail.put("notClosedAtProvider", why.message()));
        return new StatusEvent(payment.id(), payment.terms().provider(), PaymentStatus.CANCELLED, Cause.MERCHANT,
                clock.instant().truncatedTo(ChronoUnit.MILLIS), Optional.empty(), Optional.empty(), Optional.empty(),
                detail);
    }

    /** The result of closing a link. */
    public enum Closing {
        /** The link is closed, as far as its provider can close links. */
        CLOSED,
        /** The provider did not close it and reports that it is unpaid: money may still arrive through it. */
        CLOSED_HERE_ONLY,
        /** The payment is paid. */
        PAID,
        /** The provider did not answer; retrying may help. */
        UNDECIDED
    }
}
