package africa.paylinks.provider;

/** Stores the circuit breaker state of each provider, for all runs. */
public interface OutageStore {

    /**
     * The provider's current state.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Outage find(String provider);

    /**
     * Replaces the state, unless it changed since it was read.
     *
     * @param expected the state that was read
     * @param next its successor
     * @return whether it was written
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    boolean replace(Outage expected, Outage next);
}
