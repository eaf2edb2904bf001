package africa.paylinks.simulation;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a provider knows of one reference: the truth that the product is measured against. */
final class ProviderOrder {

    private final String reference;
    private final String merchantsOrder;
    private final Money due;
    private final Instant expiresAt;
    private final List<PaymentStatus> reported = new ArrayList<>();
    private final List<Money> tooLittle = new ArrayList<>();
    private PaymentStatus status = PaymentStatus.PENDING;
    private Optional<Money> collected = Optional.empty();
    private boolean accepted;
    private boolean refused;
    private final List<OrderRefund> refunds = new ArrayList<>();
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();

    ProviderOrder(PaymentTerms terms) {
        this.reference = terms.id();
        this.merchantsOrder = terms.orderId();
        this.due = terms.amount();
        this.expiresAt = terms.expiresAt();
    }

    String reference() {
        return reference;
    }

    /** The merchant's own name of what is paid; one for each idempotency key. */
    String merchantsOrder() {
        return merchantsOrder;
    }

    Money due() {
        return due;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    /** One go of a customer, under an id of its own where the provider gives such. */
    record Attempt(String id, PaymentStatus status, Optional<Money> collected) {
    }

    /** The attempt of that id. */
    Optional<Attempt> attempt(String id) {
        return Optional.ofNullable(attempts.get(id));
    }

    /** The attempt that was made last. */
    Attempt lastAttempt() {
        return attempts.get(attemptId(attempts.size()));
    }

    private String attemptId(int number) {
        return "try-" + number + "-" + reference;
    }

    private void attempted(PaymentStatus outcome, Optional<Money> money) {
        String id = attemptId(attempts.size() + 1);
        attempts.put(id, new Attempt(id, outcome, money));
    }

    /** Makes the link; the second time it is the same link. */
    boolean accept() {
        boolean first = !accepted;
        accepted = true;
        return first;
    }

    boolean isAccepted() {
        return accepted;
    }

    void refuse() {
        refused = true;
    }

    boolean wasRefused() {
        return refused;
    }

    PaymentStatus status() {
        return status;
    }

    /** The money that the provider holds for it. */
    Optional<Money> collected() {
        return collected;
    }

    /** The sums that it held at one time or another and that were not what is due. */
    List<Money> tooLittle() {
        return tooLittle;
    }

    /** Whether the provider has collected what is due. */
    boolean isPaid() {
        return collected.filter(money -> money.covers(due)).isPresent();
    }

    /** Whether the provider has ever said this of it. */
    boolean hasBeen(PaymentStatus past) {
        return reported.contains(past);
    }

    void fail() {
        attempted(PaymentStatus.FAILED, Optional.empty());
        status = PaymentStatus.FAILED;
        reported.add(status);
    }

    /** The money that went back, and is gone whether or not somebody wanted it twice. */
    long refundedTotal() {
        return refunds.stream().filter(refund -> refund.settled).mapToLong(refund -> refund.minor).sum();
    }

    /** What was asked back under that id, each time it was asked. */
    List<OrderRefund> refunds(String refundId) {
        return refunds.stream().filter(refund -> refund.id.equals(refundId)).toList();
    }

    /** All refunds, whoever wanted them. */
    List<OrderRefund> refunds() {
        return List.copyOf(refunds);
    }

    /** What is neither given back nor on its way, in minor units. */
    long left() {
        return due.minor() - refunds.stream().filter(refund -> !refund.failed).mapToLong(refund -> refund.minor).sum();
    }

    /** Takes on to give money back. */
    OrderRefund returnUnused(String refundId, Money money) {
        OrderRefund refund = new OrderRefund(refundId, money.minor());
        refunds.add(refund);
        return refund;
    }

    /** Money on its way back. */
    static final class OrderRefund {

        private final String id;
        private final long minor;
        private boolean settled;
        private boolean failed;

        private OrderRefund(String id, long minor) {
            this.id = id;
            this.minor = minor;
        }

        String id() {
            return id;
        }

        long minor() {
            return minor;
        }

        void settle() {
            settled = true;
        }

        void fail() {
            failed = true;
        }

        boolean isSettled() {
            return settled;
        }

        boolean hasFailed() {
            return failed;
        }
    }

    void collect(Money money) {
        attempted(PaymentStatus.COMPLETED, Optional.of(money));
        status = PaymentStatus.COMPLETED;
        collected = Optional.of(money);
        if (!isPaid()) {
            tooLittle.add(money);
        }
        reported.add(status);
    }
}
