package africa.paylinks.local.sandbox.flashpay;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;

/** An error of Flashpay, whose form is not documented. */
final class FlashpayRefusal extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;

    FlashpayRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    LocalResponse reply() {
        return LocalResponse.json(status, Json.object().put("statusCode", status).put("message", getMessage()));
    }
}
