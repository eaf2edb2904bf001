package africa.paylinks.local.gateway;

/** The deployed functions, by the name in their {@code QUARKUS_FUNQY_EXPORT}. */
@FunctionalInterface
public interface Functions {

    /**
     * Calls a function as Lambda does: the event's JSON in, the response's JSON out.
     *
     * @throws Exception what the function throws, or {@link UnknownFunction}
     */
    byte[] invoke(String name, byte[] event) throws Exception;
}
