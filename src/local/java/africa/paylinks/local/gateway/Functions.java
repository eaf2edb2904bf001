package africa.paylinks.local.gateway;

/** The deployed functions, by the name in their {@code QUARKUS_FUNQY_EXPORT}. */
@FunctionalInterface
public interface Functions {

    /**
     * Calls a function as Lambda does: an event's JSON in, the answer's JSON out.
     *
     * @throws Exception whatever the function throws, or that there is no such function
     */
    byte[] invoke(String name, byte[] event) throws Exception;
}
