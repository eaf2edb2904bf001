package africa.paylinks.local.sandbox.paystack;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Refusal;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Paystack's error response. */
final class PaystackRefusal extends Refusal {

    private static final long serialVersionUID = 1;

    PaystackRefusal(int status, String message) {
        super(message, LocalResponse.json(status, body(message)));
    }

    /** A newer error, which has a code. */
    PaystackRefusal(int status, String message, String code) {
        super(message, LocalResponse.json(status, body(message).put("type", "validation_error").put("code", code)));
    }

    private static ObjectNode body(String message) {
        return Json.object().put("status", false).put("message", message);
    }
}
