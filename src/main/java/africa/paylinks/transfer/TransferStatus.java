package africa.paylinks.transfer;

import java.util.Locale;
import java.util.Optional;

/** A transfer's status. Like a payment's, it only rises, so order and repetition of events do not change the result. */
public enum TransferStatus {
    /** Reserved. */
    CREATED(0),
    /** The sender was asked to pay. */
    COLLECTING(10),
    /** The sender's money did not arrive in time; it may still. */
    EXPIRED(20),
    /** The sender's money could not be collected; it may still arrive. */
    FAILED(21),
    /** The sender's money has arrived and is not credited to the recipient. */
    COLLECTED(30),
    /** The recipient has the money. */
    COMPLETED(40),
    /** An opposite transfer has taken the money back. */
    REVERSED(50);

    private final int rank;

    TransferStatus(int rank) {
        this.rank = rank;
    }

    /** The rank; gaps leave room for later statuses. */
    public int rank() {
        return rank;
    }

    /** Whether amounts of the transfer are pending. */
    public boolean isPending() {
        return this == CREATED || this == COLLECTING;
    }

    /** Whether it ended without money. */
    public boolean isClosedUnpaid() {
        return this == EXPIRED || this == FAILED;
    }

    /** The status with that name, ignoring case; empty when there is none. */
    public static Optional<TransferStatus> named(String name) {
        try {
            return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
