package africa.paylinks.report;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The completion or a refund of a payment, at the time at which it happened.
 *
 * @param minor         the amount in minor units of the payment's currency
 * @param receivedMinor what the provider collected; zero for a refund
 * @param feeMinor      the provider's fee, if it stated one; none for a refund
 */
record Booking(Kind kind, Instant at, long minor, long receivedMinor, OptionalLong feeMinor) {

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
        payment.paidAt().ifPresent(at -> bookings.add(new Booking(Kind.COMPLETED, at, payment.terms().amount().minor(), payment.received().minor(),
                payment.providerFee().map(fee -> OptionalLong.of(fee.minor())).orElseGet(OptionalLong::empty))));
        Optional<Instant> refunded = Optional.ofNullable(payment.reached().get(PaymentStatus.REFUNDED));
        for (Refund refund : refunds) {
            // A refund that ends after the provider reported a full refund is part of that.
            if (refund.status() == RefundStatus.COMPLETED && refunded.filter(refund.updatedAt()::isAfter).isEmpty()) {
                bookings.add(refund(refund.updatedAt(), refund.amount().minor()));
                rest -= refund.amount().minor();
            }
        }
        if (refunded.isPresent() && rest > 0) {
            bookings.add(refund(refunded.get(), rest));
        }
        return bookings;
    }

    private static Booking refund(Instant at, long minor) {
        return new Booking(Kind.REFUNDED, at, minor, 0, OptionalLong.empty());
    }
}
