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
 * Closes a link that nobody should pay by any more: at the provider first, where it can, then here. Where the provider says
 * that it did not close it, the payment's history and the log say so. Money that comes by it all the same is a late success
 * and not lost.
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
     * Closes the link of a payment that is open.
     *
     * @param reason why, for the payment's history
     * @throws africa.paylinks.payment.StoreUnavailable          when the store cannot answer
     * @throws africa.paylinks.provider.ProviderNotConfigured when the provider cannot be asked
     */
    public Closing close(Payment payment, String reason) {
        Optional<Canceller> canceller = providers.named(payment.terms().provider())
                .filter(Canceller.class::isInstance).map(Canceller.class::cast)
                // Without instructions nobody has seen a link, and the provider cannot be told which one.
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
            // A link that is closed by now may have been paid before, and one that the provider does not close is perhaps paid.
            if (statusCheck.findsPaid(payment)) {
                return Closing.PAID;
            }
        }
        boolean cancelled = payments.raise(cancellation(payment, reason, notClosed)) == PaymentStore.Raise.RAISED;
        if (!cancelled && hasBeenPaid(payment)) {
            return Closing.PAID;
        }
        notClosed.ifPresent(why -> LOG.warnf("link-not-closed provider=%s payment=%s: %s", payment.terms().provider(), payment.id(),
                why.message()));
        return notClosed.isEmpty() ? Closing.CLOSED : Closing.CLOSED_HERE_ONLY;
    }

    private boolean hasBeenPaid(Payment payment) {
        return payments.find(payment.id()).filter(now -> now.status().isPaid()).isPresent();
    }

    private StatusEvent cancellation(Payment payment, String reason, Optional<Failure> notClosed) {
        Map<String, String> detail = new HashMap<>(Map.of("reason", reason));
        notClosed.ifPresent(why -> detail.put("notClosedAtProvider", why.message()));
        return new StatusEvent(payment.id(), payment.terms().provider(), PaymentStatus.CANCELLED, Cause.MERCHANT,
                clock.instant().truncatedTo(ChronoUnit.MILLIS), Optional.empty(), Optional.empty(), Optional.empty(),
                detail);
    }

    /** What became of a link that was to be closed. */
    public enum Closing {
        /** Nobody can pay by it any more, as far as its provider can close links. */
        CLOSED,
        /** Its provider says that it did not close it, and that it is not paid: money may still come by it. */
        CLOSED_HERE_ONLY,
        /** It has been paid. */
        PAID,
        /** The provider did not say; asking again may help. */
        UNDECIDED
    }
}
