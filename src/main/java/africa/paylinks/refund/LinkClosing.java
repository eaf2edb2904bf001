package africa.paylinks.refund;

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
import java.util.Map;
import java.util.Optional;

/**
 * Closes a link that nobody should pay by any more: at the provider first, where it can, then here. Money that comes by
 * it all the same is a late success and not lost.
 */
@Singleton
public final class LinkClosing {

    private final PaymentStore payments;
    private final ProviderRegistry providers;
    private final StatusCheck statusCheck;
    private final Clock clock;

    public LinkClosing(PaymentStore payments, ProviderRegistry providers, StatusCheck statusCheck, Clock clock) {
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
        if (canceller.isPresent()) {
            Canceller.CancelOutcome outcome = canceller.get().cancel(payment);
            if (outcome instanceof Canceller.Undecided) {
                return Closing.UNDECIDED;
            }
            // From here on nobody can pay any more, so that what was paid before is all there is to ask for.
            if (statusCheck.findsPaid(payment)) {
                return Closing.PAID;
            }
        }
        StatusEvent cancelled = cancellation(payment, reason);
        return payments.raise(cancelled) == PaymentStore.Raise.RAISED || !hasBeenPaid(payment)
                ? Closing.CLOSED
                : Closing.PAID;
    }

    private boolean hasBeenPaid(Payment payment) {
        return payments.find(payment.id()).filter(now -> now.status().isPaid()).isPresent();
    }

    private StatusEvent cancellation(Payment payment, String reason) {
        return new StatusEvent(payment.id(), payment.terms().provider(), PaymentStatus.CANCELLED, Cause.MERCHANT,
                clock.instant().truncatedTo(ChronoUnit.MILLIS), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of("reason", reason));
    }

    /** What became of a link that was to be closed. */
    public enum Closing {
        /** Nobody is meant to pay by it any more. */
        CLOSED,
        /** It has been paid. */
        PAID,
        /** The provider did not say; asking again may help. */
        UNDECIDED
    }
}
