package africa.paylinks.local.gateway;

/** No function is exported by that name. */
public final class UnknownFunction extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownFunction(String message) {
        super(message);
    }
}
