package africa.paylinks.notification;

import java.util.Optional;

/**
 * Stores the circuits of endpoints. Each circuit is also a due item at its {@code retryAt}, so that parked deliveries return
 * to their queue. Each method throws {@code StoreUnavailable} when the store cannot answer.
 */
public interface EndpointCircuits {

    /** The circuit of an endpoint, by its key; empty when it did not time out recently. */
    Optional<EndpointCircuit> find(String endpoint);

    /**
     * Writes a circuit, unless another process wrote one since.
     *
     * @param next its version is one higher than the version read, or 1
     * @return whether it was written
     */
    boolean replace(EndpointCircuit next);
}
