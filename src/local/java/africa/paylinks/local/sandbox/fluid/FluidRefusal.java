package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Refusal;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** FLUID's error response; the status decides which of the three documented bodies it has. */
final class FluidRefusal extends Refusal {

    private static final long serialVersionUID = 1;

    FluidRefusal(int status, String code, String message, String detail) {
        super(message, LocalResponse.json(status, body(status, code, message, detail)));
    }

    static FluidRefusal invalid(String field, String rule) {
        return new FluidRefusal(422, "1007", "Validation failed: " + field + " " + rule, field + " " + rule);
    }

    private static ObjectNode body(int status, String code, String message, String detail) {
        ObjectNode body = Json.object();
        if (status == 422) {
            body.put("success", false).put("error", message).putArray("details").add(detail);
            return body;
        }
        if (status < 500) {
            body.put("success", false);
        }
        body.putObject("error").put("code", code).put("message", message).put("category", status < 500 ? "client" : "server").put("details", detail);
        return body;
    }
}
