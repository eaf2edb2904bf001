package africa.paylinks.payment;

/** The store could not be asked, or did not answer in time; whoever called may try again. */
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
