package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.payment.Failure;
import africa.paylinks.provider.ProviderText;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What FLUID says of a call that it does not serve. Its pages show three bodies: {@code success} and {@code error} as a
 * text, {@code success} and {@code error} as an object, and {@code error} as an object alone.
 *
 * @param code    such as {@code 3003}; empty text when there is none
 * @param message shortened, without phone or account numbers; empty text when there is none
 * @param details what is wrong in particular, as it came; never shown
 */
record FluidError(String code, String message, String details) {

    private static final String DUPLICATE = "3003";
    private static final Pattern ALREADY =
            Pattern.compile("(?is).*(duplicate|already).*partner.?reference.*|.*partner.?reference.*(duplicate|already).*");
    private static final int LONGEST_DETAILS = 1000;

    static FluidError read(byte[] body) {
        JsonNode json = Json.readObject(body).orElse(Json.object());
        JsonNode error = json.path("error");
        String code = Json.text(error, "code").or(() -> Json.text(json, "code"))
                .or(() -> Json.text(json, "error_code")).orElse("");
        String message = Json.text(json, "error").or(() -> Json.text(error, "message"))
                .or(() -> Json.text(json, "message")).orElse("");
        JsonNode details = error.isObject() ? error.path("details") : json.path("details");
        return new FluidError(code, ProviderText.publishable(message),
                details.isMissingNode() ? "" : ProviderText.cut(Json.write(details), LONGEST_DETAILS));
    }

    /** Whether the partner reference is taken. References cannot be guessed, so it is taken by our own earlier call. */
    boolean saysAlreadyCreated() {
        return code.equals(DUPLICATE) || code.isEmpty() && ALREADY.matcher(message + " " + details).matches();
    }

    /** The refusal in our words, with FLUID's own words where it has any. */
    Failure toFailure() {
        Failure failure = FluidFailure.of(code, message + " " + details);
        String word = failure.code().equals("payment-failed") ? "declined" : failure.code();
        return new Failure(word, Optional.of(message).filter(text -> !text.isEmpty()).orElse(failure.message()));
    }
}
