package africa.paylinks.payment;

import java.util.Locale;
import java.util.Optional;

/**
 * A payment's status, as a ranked lattice. An event can only raise the rank, so order, repetition and concurrency of events
 * do not change the final status.
 */
public enum PaymentStatus {
    /** Reserved; the provider has not answered yet, or its answer was lost. */
    CREATING(-1),
    /** The customer can pay. */
    PENDING(0),
    EXPIRED(10),
    CANCELLED(11),
    FAILED(12),
    /** Paid. From here the status only rises. */
    COMPLETED(20),
    PARTIALLY_REFUNDED(30),
    REFUNDED(40);

    private final int rank;

    PaymentStatus(int rank) {
        this.rank = rank;
    }

    /** The rank; gaps leave room for later statuses. */
    public int rank() {
        return rank;
    }

    /** Whether this status ranks higher than {@code other}. */
    public boolean raises(PaymentStatus other) {
        return rank > other.rank;
    }

    /** Whether the payment ended unpaid; a late success may still arrive. */
    public boolean isClosedUnpaid() {
        return this == EXPIRED || this == CANCELLED || this == FAILED;
    }

    /** Whether money was received, even if it was refunded later. */
    public boolean isPaid() {
        return rank >= COMPLETED.rank;
    }

    /** Whether the payment has no result yet. */
    public boolean isOpen() {
        return this == CREATING || this == PENDING;
    }

    /** The status with that name, ignoring case; empty when there is none. */
    public static Optional<PaymentStatus> named(String name) {
        try {
            return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
