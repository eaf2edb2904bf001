package africa.paylinks.kkiapay;

import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.StatusLookup.ProviderStatus;

/** KKiaPay does not answer, or not as documented. The outcome of the call is unknown. */
final class KkiapayUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProviderStatus status;

    /** KKiaPay did not answer. */
    KkiapayUnavailable(String message) {
        super(message, null, false, false);
        this.status = new StatusLookup.Unavailable(message);
    }

    /** KKiaPay answered without a transaction. */
    KkiapayUnavailable(Answer answer) {
        this(StatusLookup.unusable(answer), "answered with HTTP status " + answer.status() + " and no transaction");
    }

    private KkiapayUnavailable(ProviderStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The result of the status check: KKiaPay is unavailable, or its answer for this payment is unreadable. */
    ProviderStatus status() {
        return status;
    }
}
