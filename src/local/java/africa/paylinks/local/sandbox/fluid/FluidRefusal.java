package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An error as FLUID words it, in whichever of the three documented bodies its status comes with here. */
final class FluidRefusal extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String detail;

    FluidRefusal(int status, String code, String message, String detail) {
        super(message);
        this.status = status;
        this.code = code;
        this.detail = detail;
    }

    static FluidRefusal invalid(String field, String rule) {
        return new FluidRefusal(422, "1007", "Validation failed: " + field + " " + rule, field + " " + rule);
    }

    LocalResponse reply() {
        ObjectNode body = Json.object();
        if (status == 422) {
            body.put("success", false).put("error", getMessage()).putArray("details").add(detail);
            return LocalResponse.json(status, body);
        }
        if (status < 500) {
            body.put("success", false);
        }
        body.putObject("error").put("code", code).put("message", getMessage()).put("category", status < 500 ? "client" : "server").put("details", detail);
        return LocalResponse.json(status, body);
    }
}
