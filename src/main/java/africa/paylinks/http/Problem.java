package africa.paylinks.http;

import africa.paylinks.logging.JsonLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * An error response (RFC 9457): what was wrong and what to do.
 *
 * @param errors            invalid fields by JSON pointer
 * @param retryAfterSeconds when to retry
 * @param paymentId         the payment concerned
 */
public record Problem(ProblemCode code, String detail, List<FieldError> errors, OptionalLong retryAfterSeconds,
        Optional<String> paymentId) {

    private static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPE_BASE = "https://paylinks.africa/problems/";

    /** An invalid field. */
    public record FieldError(String pointer, String detail) {
    }

    public Problem {
        errors = List.copyOf(errors);
    }

    /** An error with a detail only. */
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, List.of(), OptionalLong.empty(), Optional.empty());
    }

    /** An error that lists the invalid fields. */
    public static Problem ofFields(ProblemCode code, String detail, List<FieldError> errors) {
        return new Problem(code, detail, errors, OptionalLong.empty(), Optional.empty());
    }

    /** A copy with the time after which to retry. */
    public Problem retryAfter(long seconds) {
        return new Problem(code, detail, errors, OptionalLong.of(seconds), paymentId);
    }

    /** A copy whose errors point to other fields, for a request that is made of another one. */
    public Problem pointing(UnaryOperator<String> pointers) {
        return new Problem(code, detail, errors.stream().map(error -> new FieldError(pointers.apply(error.pointer()), error.detail())).toList(),
                retryAfterSeconds, paymentId);
    }

    /** A copy that names the payment concerned. */
    public Problem about(String payment) {
        return new Problem(code, detail, errors, retryAfterSeconds, Optional.of(payment));
    }

    /**
     * A response with its request's id: in a header, and in the document of an error. It is added last, because the stored
     * response to a repeated request has another id each time.
     */
    static ApiResponse withRequestId(ApiResponse response, String requestId) {
        boolean isProblem = MEDIA_TYPE.equals(response.headers().get("content-type"));
        String body = isProblem
                ? response.body().substring(0, response.body().length() - 1) + ",\"requestId\":" + JsonLine.quoted(requestId) + "}"
                : response.body();
        return new ApiResponse(response.status(), response.headers(), body, response.base64()).with("x-request-id", requestId);
    }

    /** The response for this error. */
    public ApiResponse toResponse() {
        JsonObject body = Json.object()
                .put("type", TYPE_BASE + code.wireName())
                .put("title", code.title())
                .put("status", code.status())
                .put("detail", detail)
                .put("code", code.wireName());
        paymentId.ifPresent(id -> body.put("paymentId", id));
        if (!errors.isEmpty()) {
            JsonArray list = body.putArray("errors");
            errors.forEach(error -> list.addObject().put("pointer", error.pointer()).put("detail", error.detail()));
        }
        ApiResponse response = new ApiResponse(code.status(), Map.of("content-type", MEDIA_TYPE),
                Json.write(body));
        return retryAfterSeconds.isPresent()
                ? response.with("retry-after", Long.toString(retryAfterSeconds.getAsLong()))
                : response;
    }
}
