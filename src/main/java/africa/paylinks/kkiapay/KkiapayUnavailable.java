package africa.paylinks.kkiapay;

import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.StatusLookup.ProviderStatus;

/** KKiaPay does not answer now, or not with what it documents; nothing is known of what it was asked. */
final class KkiapayUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProviderStatus standing;

    /** No answer came. */
    KkiapayUnavailable(String message) {
        super(message, null, false, false);
        this.standing = new StatusLookup.Unavailable(message);
    }

    /** An answer came that says nothing of what it was asked. */
    KkiapayUnavailable(Answer answer) {
        this(StatusLookup.unusable(answer), "answered with HTTP status " + answer.status() + " and no transaction");
    }

    private KkiapayUnavailable(ProviderStatus standing, String message) {
        super(message, null, false, false);
        this.standing = standing;
    }

    /** What that says of a payment: nothing, and of KKiaPay as a whole perhaps something. */
    ProviderStatus standing() {
        return standing;
    }
}
