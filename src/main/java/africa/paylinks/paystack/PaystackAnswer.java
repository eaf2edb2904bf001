package africa.paylinks.paystack;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.provider.AnswerStatus;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderText;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer of the API: {@code {"status":true|false,"message","data"}}, and {@code type} and {@code code} in newer errors. A
 * call succeeds if both the HTTP status and {@code status} say so.
 *
 * @param http       HTTP status
 * @param ok         the boolean {@code status}
 * @param message    Paystack's message, shortened and masked
 * @param code       Paystack's error code; empty text if absent
 * @param data       a missing node if absent
 * @param pages      {@code meta.pageCount} of a list; 1 if absent
 * @param retryAfter the header {@code Retry-After}
 */
record PaystackAnswer(int http, boolean ok, String message, String code, JsonValue data, int pages, Optional<String> retryAfter) {

    static PaystackAnswer read(Answer answer) {
        JsonValue body = Json.readObject(answer.body()).orElse(Json.object());
        JsonValue pages = body.path("meta").path("pageCount");
        return new PaystackAnswer(answer.status(), body.path("status").isBoolean() && body.path("status").booleanValue(),
                Json.text(body, "message").map(ProviderText::publishable).orElse("HTTP status " + answer.status()),
                Json.text(body, "code").orElse(""), body.path("data"), pages.isIntegralNumber() ? pages.intValue() : 1, answer.retryAfter());
    }

    boolean isSuccess() {
        return isHttpSuccess() && ok;
    }

    boolean isRefusal() {
        return !isSuccess() && (isHttpSuccess() || AnswerStatus.refusesRequest(http));
    }

    /** Whether Paystack rejected the call for its rate limit and did not process it. */
    boolean isRateLimited() {
        return AnswerStatus.isBusy(http);
    }

    /** An invalid key is answered with 401, and by some operations with 400. */
    boolean refusesOurKey() {
        return AnswerStatus.refusesKey(http) || isRefusal() && message.toLowerCase(Locale.ROOT).startsWith("invalid key");
    }

    /** Older answers have the message only. */
    boolean isDuplicateReference() {
        return isRefusal() && (code.equals("duplicate_reference") || message.equalsIgnoreCase("Duplicate Transaction Reference"));
    }

    Optional<String> text(String field) {
        return Json.text(data, field);
    }

    String httpStatus() {
        return "answered with HTTP status " + http;
    }

    private boolean isHttpSuccess() {
        return http >= 200 && http < 300;
    }
}
