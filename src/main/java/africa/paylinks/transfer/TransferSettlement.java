package africa.paylinks.transfer;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.transfer.TransferConfig.LateSuccess;
import africa.paylinks.transfer.TransferStore.Ending;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Brings a transfer from a phone to where its payment and the time say it is. It may run any number of times, in any order
 * and concurrently: each step is a write that only the right state accepts.
 */
@Singleton
public final class TransferSettlement {

    private static final Logger LOG = Logger.getLogger(TransferSettlement.class);
    private static final Failure NOT_PAID = new Failure("not-paid", "The sender did not pay.");
    private static final Failure RETURNED = new Failure("late-success", "The money arrived too late and is owed to the sender.");
    private static final Failure CLOSED = new Failure("account-closed", "The recipient's account is closed; the money is owed to the sender.");
    /** Each attempt follows a step of another process; a transfer has fewer steps. */
    private static final int MAX_ATTEMPTS = 8;

    private final TransferStore transfers;
    private final PaymentStore payments;
    private final TransferConfig config;
    private final Clock clock;

    public TransferSettlement(TransferStore transfers, PaymentStore payments, TransferConfig config, Clock clock) {
        this.transfers = transfers;
        this.payments = payments;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Applies the current state of the payment, and the end of the time.
     *
     * @return the transfer; empty when there is none
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Optional<Transfer> settle(String transferId) {
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            Optional<Transfer> found = transfers.find(transferId);
            if (found.isEmpty() || step(found.get())) {
                return found.isEmpty() ? found : transfers.find(transferId);
            }
        }
        throw new IllegalStateException("The transfer " + transferId + " does not come to rest");
    }

    /** Makes one step; returns whether nothing is left to do. */
    private boolean step(Transfer transfer) {
        if (!transfer.status().isPending() && !transfer.status().isClosedUnpaid()) {
            return true;
        }
        // Read after the transfer, so that its money is seen here or by the event that follows.
        Optional<PaymentStatus> payment = transfer.terms().paymentId().flatMap(payments::find).map(Payment::status);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (payment.filter(PaymentStatus::isPaid).isPresent()) {
            return transfer.status().isPending() ? paid(transfer, now) : paidLate(transfer, now);
        }
        if (!transfer.status().isPending()) {
            return true;
        }
        if (transfer.terms().expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
            return transfers.expire(transfer, now) == Ending.ENDED;
        }
        return payment.filter(PaymentStatus::isClosedUnpaid).isEmpty()
                || transfers.fail(transfer, failure(transfer), TransferCause.PAYMENT, now) == Ending.ENDED;
    }

    private boolean paid(Transfer transfer, Instant now) {
        if (transfers.post(transfer, TransferCause.PAYMENT, now) == Ending.ENDED) {
            return true;
        }
        transfers.expire(transfer, now);
        return false;
    }

    private boolean paidLate(Transfer transfer, Instant now) {
        Ending ending = config.lateSuccess() == LateSuccess.CREDIT
                ? transfers.postLate(transfer, now)
                : transfers.keepForReturn(transfer, RETURNED, now);
        if (ending == Ending.ACCOUNT_CLOSED) {
            ending = transfers.keepForReturn(transfer, CLOSED, now);
        }
        if (ending == Ending.ENDED) {
            LOG.warnf("transfer-paid-late transfer=%s policy=%s", transfer.id(), config.lateSuccess());
        }
        return ending == Ending.ENDED;
    }

    private Failure failure(Transfer transfer) {
        return transfer.terms().paymentId().flatMap(payments::find).flatMap(Payment::failure).orElse(NOT_PAID);
    }
}
