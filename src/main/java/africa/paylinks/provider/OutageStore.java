package africa.paylinks.provider;

/** What all runs know of how providers answer. */
public interface OutageStore {

    /**
     * How the provider has been answering lately.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Outage find(String provider);

    /**
     * Writes what is known now, unless somebody else wrote since.
     *
     * @param seen what was known
     * @param next its successor
     * @return whether it was written
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    boolean replace(Outage seen, Outage next);
}
