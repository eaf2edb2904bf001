package africa.paylinks.notification;

import java.util.Optional;

/**
 * Keeps the circuits of endpoints, each also in the index of what is due at its {@code retryAt}, so that what is parked for
 * it is brought back. Each method throws {@code StoreUnavailable} when the store cannot answer.
 */
public interface EndpointCircuits {

    /** What is known of a merchant's endpoint; empty when it has not hung lately. */
    Optional<EndpointCircuit> find(String merchant);

    /**
     * Writes what is known now, unless somebody else wrote since.
     *
     * @param next of the version after the one that was read, or of version 1
     * @return whether it was written
     */
    boolean replace(EndpointCircuit next);
}
