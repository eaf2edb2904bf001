package africa.paylinks.refund;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;

/**
 * A payment and its refundable amount.
 *
 * @param reserved how much of it is refunded or reserved for refunds
 */
public record Refundable(Payment payment, Money reserved) {

    /** How much can still be refunded. */
    public Money remaining() {
        Money paid = payment.terms().amount();
        boolean none = !payment.status().isPaid() || payment.status() == PaymentStatus.REFUNDED;
        return none ? Money.zero(paid.currency()) : new Money(Math.max(0, paid.minor() - reserved.minor()), paid.currency());
    }
}
