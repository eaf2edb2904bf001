package africa.paylinks.flashpay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderText;
import java.util.Optional;
import java.util.stream.Stream;

/** The reason for a refusal. Flashpay documents no error body, so the usual fields are searched for a message. */
final class FlashpayError {

    private FlashpayError() {
    }

    static Failure read(Answer answer) {
        JsonValue json = Json.readObject(answer.body()).orElse(Json.object());
        String message = Stream.of(Json.text(json, "message"), first(json.path("message")),
                        Json.text(json.path("error"), "message"), Json.text(json, "detail"), Json.text(json, "error"),
                        Json.text(json.path("errors").path(0), "message"), first(json.path("errors")))
                .flatMap(Optional::stream).findFirst()
                .orElse("answered with HTTP status " + answer.status());
        return ProviderText.failure("declined", message);
    }

    private static Optional<String> first(JsonValue list) {
        return list.path(0).text().filter(text -> !text.isBlank());
    }
}
