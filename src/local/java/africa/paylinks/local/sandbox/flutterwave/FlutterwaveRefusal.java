package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;

/** An error as Flutterwave words it. */
final class FlutterwaveRefusal extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;

    FlutterwaveRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    LocalResponse reply() {
        return status == 500
                ? LocalResponse.json(500, Json.object().put("error_id", "local").put("message", getMessage()).put("code", "app_error"))
                : LocalResponse.json(status, Json.object().put("status", "error").put("message", getMessage()).putNull("data"));
    }
}
