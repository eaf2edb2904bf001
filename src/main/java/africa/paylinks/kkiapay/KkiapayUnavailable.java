package africa.paylinks.kkiapay;

/** KKiaPay does not answer now, or not with what it documents; nothing is known of what it was asked. */
final class KkiapayUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KkiapayUnavailable(String message) {
        super(message, null, false, false);
    }
}
