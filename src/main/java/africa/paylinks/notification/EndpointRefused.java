package africa.paylinks.notification;

/** Nothing is sent to an endpoint like that, so that nobody can make Paylinks call what only Paylinks can reach. */
final class EndpointRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason a word for the payment's history */
    EndpointRefused(String reason) {
        super(reason, null, false, false);
    }
}
