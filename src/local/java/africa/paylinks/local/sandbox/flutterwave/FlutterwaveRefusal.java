package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Refusal;

/** Flutterwave's error response. */
final class FlutterwaveRefusal extends Refusal {

    private static final long serialVersionUID = 1;

    FlutterwaveRefusal(int status, String message) {
        super(message, LocalResponse.json(status, status == 500
                ? Json.object().put("error_id", "local").put("message", message).put("code", "app_error")
                : Json.object().put("status", "error").put("message", message).putNull("data")));
    }
}
