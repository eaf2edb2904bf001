package africa.paylinks.checkout;

import africa.paylinks.payment.Payment;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.Provider;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What a customer finds on the page. */
enum CheckoutState {
    /** The payment is being created. */
    PREPARING,
    /** There is a way to pay. */
    PAY,
    /** The customer has done their part, or may have; paying again could pay twice. */
    WAITING,
    PAID,
    PARTLY_REFUNDED,
    REFUNDED,
    FAILED,
    CANCELLED,
    EXPIRED;

    /** The name in the status call and in the page's style. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where the payment stands for this customer. */
    static CheckoutState of(Payment payment, CheckoutRequest visit, Optional<Provider> provider, Instant now) {
        return switch (payment.status()) {
            case COMPLETED -> PAID;
            case PARTIALLY_REFUNDED -> PARTLY_REFUNDED;
            case REFUNDED -> REFUNDED;
            case FAILED -> mayHavePaid(payment, visit) ? WAITING : FAILED;
            case CANCELLED -> mayHavePaid(payment, visit) ? WAITING : isFailedAttempt(payment, now) ? FAILED : CANCELLED;
            case EXPIRED -> mayHavePaid(payment, visit) ? WAITING : isFailedAttempt(payment, now) ? FAILED : EXPIRED;
            case CREATING, PENDING -> open(payment, visit, provider, now);
        };
    }

    private static CheckoutState open(Payment payment, CheckoutRequest visit, Optional<Provider> provider, Instant now) {
        if (mayHavePaid(payment, visit)) {
            return WAITING;
        }
        if (!now.isBefore(payment.terms().expiresAt())) {
            return EXPIRED;
        }
        if (payment.instructions().isEmpty()) {
            return PREPARING;
        }
        boolean debited = provider.filter(CustomerDebit.class::isInstance).isPresent()
                && (payment.providerReference().isPresent() || visit.debit().isPresent());
        return debited ? WAITING : PAY;
    }

    /** Broken off or run out at the provider, not here: the link itself is still good for another attempt. */
    private static boolean isFailedAttempt(Payment payment, Instant now) {
        return payment.failure().isPresent() && now.isBefore(payment.terms().expiresAt());
    }

    /** A customer who comes back from a provider may have paid, unless it is by the attempt that is known to have failed. */
    static boolean mayHavePaid(Payment payment, CheckoutRequest visit) {
        boolean knownToHaveFailed = payment.status().isClosedUnpaid() && visit.transactionId().isPresent()
                && visit.transactionId().equals(payment.providerReference());
        return visit.returned() && !knownToHaveFailed;
    }
}
