package africa.paylinks.report;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The completion or a refund of a payment, at the time at which it happened.
 *
 * @param minor         the amount in minor units of the payment's currency
 * @param receivedMinor what the provider collected; zero for a refund
 */
record Booking(Kind kind, Instant at, long minor, long receivedMinor) {

    /** What happened. */
    enum Kind {
        COMPLETED, REFUNDED
    }

    /**
     * All bookings of a payment. Its refunds together are what the payment shows as refunded, whether they were requested here
     * or reported by the provider.
     *
     * @param refunds the payment's refunds of any status
     */
    static List<Booking> of(Payment payment, List<Refund> refunds) {
        List<Booking> bookings = new ArrayList<>();
        long rest = payment.terms().amount().minor();
        payment.paidAt().ifPresent(at -> bookings.add(new Booking(Kind.COMPLETED, at, payment.terms().amount().minor(), payment.received().minor())));
        Optional<Instant> refunded = Optional.ofNullable(payment.reached().get(PaymentStatus.REFUNDED));
        for (Refund refund : refunds) {
            // A refund that ends after the provider reported a full refund is part of that.
            if (refund.status() == RefundStatus.COMPLETED && refunded.filter(refund.updatedAt()::isAfter).isEmpty()) {
                bookings.add(new Booking(Kind.REFUNDED, refund.updatedAt(), refund.amount().minor(), 0));
                rest -= refund.amount().minor();
            }
        }
        if (refunded.isPresent() && rest > 0) {
            bookings.add(new Booking(Kind.REFUNDED, refunded.get(), rest, 0));
        }
        return bookings;
    }
}
