package africa.paylinks.local.sandbox.kommo;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Refusal;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Kommo's error response. */
final class KommoRefusal extends Refusal {

    private static final long serialVersionUID = 1;
    private static final String VALIDATION = "Request validation failed";

    KommoRefusal(int status, String title, String detail) {
        this(status, title, detail, null, null, 0);
    }

    private KommoRefusal(int status, String title, String detail, String code, String path, int index) {
        super(detail, response(status, title, detail, code, path, index));
    }

    static KommoRefusal invalid(int index, String code, String path, String detail) {
        return new KommoRefusal(400, "Bad Request", detail, code, path, index);
    }

    static KommoRefusal notFound() {
        return new KommoRefusal(404, "Not Found", "Resource not found");
    }

    private static LocalResponse response(int status, String title, String detail, String code, String path, int index) {
        ObjectNode body = Json.object();
        if (code != null) {
            body.putArray("validation-errors").addObject().put("request_id", String.valueOf(index)).putArray("errors").addObject().put("code", code)
                    .put("path", path).put("detail", detail);
        }
        body.put("title", title).put("type", "https://httpstatus.es/" + status).put("status", status)
                .put("detail", code == null ? detail : VALIDATION);
        return LocalResponse.of(status, "application/problem+json", Json.bytes(body));
    }
}
