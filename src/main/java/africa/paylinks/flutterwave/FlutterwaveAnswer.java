package africa.paylinks.flutterwave;

import africa.paylinks.http.Json;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.provider.ProviderHttp.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An answer of the API: {@code {"status","message","data"}}, where {@code data} may be null, or for some 500s
 * {@code {"error_id","message","code"}}. Whether a call succeeded is said by HTTP status and {@code status} together.
 *
 * @param http       HTTP status
 * @param status     the outer status in lower case, empty text when there is none
 * @param message    what Flutterwave says, short and without personal data
 * @param data       missing node when there is none
 * @param retryAfter how long Flutterwave asks to be left alone
 */
record FlutterwaveAnswer(int http, String status, String message, JsonNode data, Optional<String> retryAfter) {

    private static final Set<Integer> REFUSES_THE_CALL_ONLY = Set.of(408, 425, 429);
    private static final int LONGEST = 200;
    private static final Pattern PERSONAL = Pattern.compile("\\S+@\\S+|\\+?\\d[\\d -]{6,}\\d");
    private static final Pattern REFERENCE = Pattern.compile("reference|tx_?ref", Pattern.CASE_INSENSITIVE);
    private static final Pattern TAKEN = Pattern.compile("duplicate|already|exist|used", Pattern.CASE_INSENSITIVE);

    static FlutterwaveAnswer read(Answer answer) {
        JsonNode body = Json.readObject(answer.body()).orElse(Json.object());
        return new FlutterwaveAnswer(answer.status(),
                Json.text(body, "status").orElse("").trim().toLowerCase(Locale.ROOT),
                Json.text(body, "message").map(FlutterwaveAnswer::publishable).orElse("HTTP status " + answer.status()),
                body.path("data"), answer.retryAfter());
    }

    boolean isSuccess() {
        return isHttpSuccess() && status.equals("success");
    }

    /** Whether Flutterwave clearly said no; it also does so under HTTP 200. */
    boolean isRefusal() {
        return isHttpSuccess() ? status.equals("error") : isClientError() && !REFUSES_THE_CALL_ONLY.contains(http);
    }

    /** Whether Flutterwave wants fewer calls and did nothing with this one. */
    boolean isTooMuch() {
        return http == 429;
    }

    boolean refusesOurKey() {
        return http == 401 || http == 403;
    }

    boolean saysReferenceIsTaken() {
        return isRefusal() && REFERENCE.matcher(message).find() && TAKEN.matcher(message).find();
    }

    /** Text that Flutterwave wrote, cut short and with what looks like an email address or a number masked. */
    static String publishable(String text) {
        return CodePoints.cut(PERSONAL.matcher(CodePoints.cut(text, LONGEST)).replaceAll("***"), LONGEST);
    }

    Optional<String> text(String field) {
        return Json.text(data, field);
    }

    private boolean isHttpSuccess() {
        return http >= 200 && http < 300;
    }

    private boolean isClientError() {
        return http >= 400 && http < 500;
    }
}
