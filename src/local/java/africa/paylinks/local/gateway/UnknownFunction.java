package africa.paylinks.local.gateway;

/** No function has that export name. */
public final class UnknownFunction extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownFunction(String message) {
        super(message);
    }
}
