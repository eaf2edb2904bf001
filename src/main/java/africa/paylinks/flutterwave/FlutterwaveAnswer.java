package africa.paylinks.flutterwave;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.provider.AnswerStatus;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderText;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An answer of the API: {@code {"status","message","data"}}, where {@code data} may be null, or for some 500s
 * {@code {"error_id","message","code"}}. A call succeeds if both the HTTP status and {@code status} say so.
 *
 * @param http       HTTP status
 * @param status     the outer status in lower case; empty text if absent
 * @param message    Flutterwave's message, shortened and masked
 * @param data       a missing node if absent
 * @param retryAfter the header {@code Retry-After}
 */
record FlutterwaveAnswer(int http, String status, String message, JsonValue data, Optional<String> retryAfter) {

    private static final Pattern REFERENCE = Pattern.compile("reference|tx_?ref", Pattern.CASE_INSENSITIVE);
    private static final Pattern DUPLICATE = Pattern.compile("duplicate|already|exist|used", Pattern.CASE_INSENSITIVE);

    static FlutterwaveAnswer read(Answer answer) {
        JsonValue body = Json.readObject(answer.body()).orElse(Json.object());
        return new FlutterwaveAnswer(answer.status(),
                Json.text(body, "status").orElse("").trim().toLowerCase(Locale.ROOT),
                Json.text(body, "message").map(FlutterwaveAnswer::publishable).orElse("HTTP status " + answer.status()),
                body.path("data"), answer.retryAfter());
    }

    boolean isSuccess() {
        return isHttpSuccess() && status.equals("success");
    }

    /** Whether Flutterwave clearly refused; it also refuses with HTTP 200. */
    boolean isRefusal() {
        return isHttpSuccess() ? status.equals("error") : AnswerStatus.refusesRequest(http);
    }

    /** Whether Flutterwave rejected the call for its rate limit and did not process it. */
    boolean isRateLimited() {
        return AnswerStatus.isBusy(http);
    }

    boolean refusesOurKey() {
        return AnswerStatus.refusesKey(http);
    }

    boolean isDuplicateReference() {
        return isRefusal() && REFERENCE.matcher(message).find() && DUPLICATE.matcher(message).find();
    }

    /** Flutterwave's text, shortened, with what looks like an email address or a number masked. */
    static String publishable(String text) {
        return ProviderText.publishable(text);
    }

    Optional<String> text(String field) {
        return Json.text(data, field);
    }

    private boolean isHttpSuccess() {
        return http >= 200 && http < 300;
    }
}
