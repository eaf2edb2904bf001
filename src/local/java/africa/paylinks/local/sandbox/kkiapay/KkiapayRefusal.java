package africa.paylinks.local.sandbox.kkiapay;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Refusal;

/** KKiaPay's error response. */
final class KkiapayRefusal extends Refusal {

    private static final long serialVersionUID = 1;

    KkiapayRefusal(int status, String code, String reason) {
        super(reason, LocalResponse.json(status, Json.object().put("code", code).put("reason", reason)));
    }
}
