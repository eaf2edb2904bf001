package africa.paylinks.payment;

import java.util.Arrays;
import java.util.Optional;

/** The status of a refund. {@link #COMPLETED} and {@link #FAILED} are final. */
public enum RefundStatus {
    /** The money is reserved; the provider has not clearly answered yet. */
    PENDING,
    /** The provider returned the money. */
    COMPLETED,
    /** Nothing was refunded; the money can be refunded again. */
    FAILED;

    /** The status with that name, ignoring case; empty when there is none. */
    public static Optional<RefundStatus> named(String name) {
        return Arrays.stream(values()).filter(status -> status.name().equalsIgnoreCase(name)).findFirst();
    }
}
