package africa.paylinks.refund;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;

/**
 * A payment with a view to refunds.
 *
 * @param held what of it is given back or set aside to be
 */
public record Refundable(Payment payment, Money held) {

    /** How much can still be given back. */
    public Money left() {
        Money paid = payment.terms().amount();
        boolean none = !payment.status().isPaid() || payment.status() == PaymentStatus.REFUNDED;
        return none ? Money.zero(paid.currency()) : new Money(Math.max(0, paid.minor() - held.minor()), paid.currency());
    }
}
