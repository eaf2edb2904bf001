package africa.paylinks.notification;

/** The endpoint is not allowed, because Paylinks must not call addresses that only it can reach. */
final class EndpointRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason a code for the payment's history */
    EndpointRefused(String reason) {
        super(reason, null, false, false);
    }
}
