package africa.paylinks.flot;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.provider.ProviderText;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The reason for a refusal. Flot documents no error body; integrations have seen the code in {@code code},
 * {@code error.code} and {@code errors[0].code}.
 */
record FlotError(String code, String message) {

    private static final String ALREADY_PAID = "ORDER_ALREADY_COMPLETED";

    static FlotError read(byte[] body) {
        JsonValue json = Json.readObject(body).orElse(Json.object());
        String code = first(json, "code").orElse("refused");
        return new FlotError(code.toLowerCase(Locale.ROOT).replace('_', '-'),
                first(json, "message").orElse(code));
    }

    boolean isAlreadyPaid() {
        return code.equals(ALREADY_PAID.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static Optional<String> first(JsonValue json, String field) {
        return Stream.of(json, json.path("error"), json.path("errors").path(0))
                .flatMap(place -> Json.text(place, field).stream()).findFirst().map(ProviderText::publishable);
    }
}
