package africa.paylinks.local.sandbox.flot;

import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Refusal;
import java.util.Map;

/** Flot's error response. */
final class FlotRefusal extends Refusal {

    private static final long serialVersionUID = 1;

    FlotRefusal(int status, String code, String message) {
        super(message, LocalResponse.json(status, Map.of("error", Map.of("code", code, "message", message))));
    }
}
