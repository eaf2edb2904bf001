package africa.paylinks.checkout;

import africa.paylinks.payment.Debits;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.Provider;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What the page shows. */
enum CheckoutState {
    /** The payment is being created. */
    PREPARING,
    /** The customer can pay. */
    PAY,
    /** The customer has paid or may have paid; paying again could pay twice. */
    WAITING,
    PAID,
    PARTLY_REFUNDED,
    REFUNDED,
    FAILED,
    CANCELLED,
    EXPIRED;

    /** The name in the status call and in CSS. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The state of a payment for this request. */
    static CheckoutState of(Payment payment, CheckoutRequest checkout, Optional<Provider> provider, Instant now) {
        return switch (payment.status()) {
            case COMPLETED -> PAID;
            case PARTIALLY_REFUNDED -> PARTLY_REFUNDED;
            case REFUNDED -> REFUNDED;
            case FAILED -> mayHavePaid(payment, checkout) ? WAITING : FAILED;
            case CANCELLED -> mayHavePaid(payment, checkout) ? WAITING : isFailedAttempt(payment, now) ? FAILED : CANCELLED;
            case EXPIRED -> mayHavePaid(payment, checkout) ? WAITING : isFailedAttempt(payment, now) ? FAILED : EXPIRED;
            case CREATING, PENDING -> open(payment, checkout, provider, now);
        };
    }

    private static CheckoutState open(Payment payment, CheckoutRequest checkout, Optional<Provider> provider, Instant now) {
        if (mayHavePaid(payment, checkout)) {
            return WAITING;
        }
        if (!now.isBefore(payment.terms().expiresAt())) {
            return EXPIRED;
        }
        if (payment.instructions().isEmpty()) {
            return PREPARING;
        }
        if (canCorrect(payment, provider) && checkout.isCorrecting()) {
            return PAY;
        }
        boolean submitDebit = provider.filter(CustomerDebit.class::isInstance).isPresent()
                && (payment.providerReference().isPresent() || checkout.debit().isPresent());
        return submitDebit ? WAITING : PAY;
    }

    /** Whether the customer may correct the phone number: the provider has the debit, and nobody has approved or refused it yet. */
    static boolean canCorrect(Payment payment, Optional<Provider> provider) {
        return provider.filter(CustomerDebit.class::isInstance).isPresent() && payment.status() == PaymentStatus.PENDING
                && payment.providerReference().isPresent() && Debits.allowsCorrection(payment.id());
    }

    /** Whether only the attempt at the provider was cancelled or has expired; the link itself allows another attempt. */
    private static boolean isFailedAttempt(Payment payment, Instant now) {
        return payment.failure().isPresent() && now.isBefore(payment.terms().expiresAt());
    }

    /** A customer who returns from a provider may have paid, unless the transaction is known to have failed. */
    static boolean mayHavePaid(Payment payment, CheckoutRequest checkout) {
        boolean knownToHaveFailed = payment.status().isClosedUnpaid() && checkout.transactionId().isPresent()
                && checkout.transactionId().equals(payment.providerReference());
        return checkout.returned() && !knownToHaveFailed;
    }
}
