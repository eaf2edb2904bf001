package africa.paylinks.http;

import africa.paylinks.logging.JsonLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An error as the caller sees it (RFC 9457): what was wrong, and what to do.
 *
 * @param errors            what is wrong with which field, by JSON pointer
 * @param retryAfterSeconds when it makes sense to try again
 * @param paymentId         the payment that the error is about
 */
public record Problem(ProblemCode code, String detail, List<FieldError> errors, OptionalLong retryAfterSeconds,
        Optional<String> paymentId) {

    private static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPE_BASE = "https://paylinks.africa/problems/";

    /** What is wrong with one field. */
    public record FieldError(String pointer, String detail) {
    }

    public Problem {
        errors = List.copyOf(errors);
    }

    /** An error with nothing to say but its detail. */
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, List.of(), OptionalLong.empty(), Optional.empty());
    }

    /** An error that names the fields at fault. */
    public static Problem ofFields(ProblemCode code, String detail, List<FieldError> errors) {
        return new Problem(code, detail, errors, OptionalLong.empty(), Optional.empty());
    }

    /** The same error, with the time after which to try again. */
    public Problem retryAfter(long seconds) {
        return new Problem(code, detail, errors, OptionalLong.of(seconds), paymentId);
    }

    /** The same error, naming the payment it is about. */
    public Problem about(String payment) {
        return new Problem(code, detail, errors, retryAfterSeconds, Optional.of(payment));
    }

    /**
     * An answer with the id of its request: in a header, and in the document where it is an error. It comes last, because
     * an answer that is stored and given again has another id each time.
     */
    static ApiResponse identified(ApiResponse answer, String requestId) {
        boolean isProblem = MEDIA_TYPE.equals(answer.headers().get("content-type"));
        String body = isProblem
                ? answer.body().substring(0, answer.body().length() - 1) + ",\"requestId\":" + JsonLine.quoted(requestId) + "}"
                : answer.body();
        return new ApiResponse(answer.status(), answer.headers(), body).with("x-request-id", requestId);
    }

    /** The answer that carries this error. */
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
