package africa.paylinks.local.sandbox.flashpay;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Refusal;

/** Flashpay's error response; its form is not documented. */
final class FlashpayRefusal extends Refusal {

    private static final long serialVersionUID = 1;

    FlashpayRefusal(int status, String message) {
        super(message, LocalResponse.json(status, Json.object().put("statusCode", status).put("message", message)));
    }
}
