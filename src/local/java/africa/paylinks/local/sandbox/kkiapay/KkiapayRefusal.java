package africa.paylinks.local.sandbox.kkiapay;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;

/** An error as KKiaPay words it. */
final class KkiapayRefusal extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    KkiapayRefusal(int status, String code, String reason) {
        super(reason);
        this.status = status;
        this.code = code;
    }

    LocalResponse reply() {
        return LocalResponse.json(status, Json.object().put("code", code).put("reason", getMessage()));
    }
}
