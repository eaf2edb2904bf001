package africa.paylinks.payment;

import java.util.Locale;
import java.util.Optional;

/**
 * How far a payment has come, as a ranked lattice: an event can only raise a payment's rank, so the order, the
 * repetition and the concurrency of events cannot change where it ends.
 */
public enum PaymentStatus {
    /** Reserved here; the provider has not answered yet, or its answer was lost. */
    CREATING(-1),
    /** The customer can pay. */
    PENDING(0),
    EXPIRED(10),
    CANCELLED(11),
    FAILED(12),
    /** The money is there. Nothing leaves this status downward. */
    COMPLETED(20),
    PARTIALLY_REFUNDED(30),
    REFUNDED(40);

    private final int rank;

    PaymentStatus(int rank) {
        this.rank = rank;
    }

    /** The place in the order; gaps leave room for later statuses. */
    public int rank() {
        return rank;
    }

    /** Whether reaching this status would raise a payment that is in {@code other}. */
    public boolean raises(PaymentStatus other) {
        return rank > other.rank;
    }

    /** Whether the customer can no longer pay by the usual way, though a late success may still arrive. */
    public boolean isClosedUnpaid() {
        return this == EXPIRED || this == CANCELLED || this == FAILED;
    }

    /** Whether money was received, refunded since or not. */
    public boolean isPaid() {
        return rank >= COMPLETED.rank;
    }

    /** Whether nothing has decided the payment yet. */
    public boolean isOpen() {
        return this == CREATING || this == PENDING;
    }

    /** The status of that name in any case; empty when there is none. */
    public static Optional<PaymentStatus> named(String name) {
        try {
            return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
