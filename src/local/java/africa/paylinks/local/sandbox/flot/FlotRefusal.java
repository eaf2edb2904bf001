package africa.paylinks.local.sandbox.flot;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An error as Flot words it. */
final class FlotRefusal extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    FlotRefusal(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    LocalResponse reply() {
        ObjectNode body = Json.object();
        body.putObject("error").put("code", code).put("message", getMessage());
        return LocalResponse.json(status, body);
    }
}
