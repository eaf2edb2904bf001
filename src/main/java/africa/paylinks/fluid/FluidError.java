package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Failure;
import africa.paylinks.provider.ProviderText;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An error answer of FLUID. Its pages show three bodies: {@code success} with {@code error} as text, {@code success} with
 * {@code error} as an object, and {@code error} as an object alone.
 *
 * @param code    such as {@code 3003}; empty text if absent
 * @param message shortened, without phone or account numbers; empty text if absent
 * @param details FLUID's details, unmasked; never shown
 */
record FluidError(String code, String message, String details) {

    private static final String DUPLICATE = "3003";
    private static final Pattern PARTNER_REFERENCE = Pattern.compile("partner.?reference");
    private static final int LONGEST_READ = 2000;
    private static final int LONGEST_DETAILS = 1000;

    static FluidError read(byte[] body) {
        JsonValue json = Json.readObject(body).orElse(Json.object());
        JsonValue error = json.path("error");
        String code = Json.text(error, "code").or(() -> Json.text(json, "code"))
                .or(() -> Json.text(json, "error_code")).orElse("");
        String message = Json.text(json, "error").or(() -> Json.text(error, "message"))
                .or(() -> Json.text(json, "message")).orElse("");
        JsonValue details = error.isObject() ? error.path("details") : json.path("details");
        return new FluidError(code, ProviderText.publishable(message),
                details.isMissing() ? "" : ProviderText.cut(Json.write(details), LONGEST_DETAILS));
    }

    /** Whether the partner reference exists already. References are unguessable, so an earlier call of ours created it. */
    boolean isAlreadyCreated() {
        return code.equals(DUPLICATE) || code.isEmpty() && isDuplicateReference();
    }

    private boolean isDuplicateReference() {
        String lowerCase = CodePoints.cut(message + " " + details, LONGEST_READ).toLowerCase(Locale.ROOT);
        return (lowerCase.contains("duplicate") || lowerCase.contains("already")) && PARTNER_REFERENCE.matcher(lowerCase).find();
    }

    /** The refusal as a failure, with FLUID's own message if there is one. */
    Failure toFailure() {
        Failure failure = FluidFailure.of(code, message + " " + details);
        String code = failure.code().equals("payment-failed") ? "declined" : failure.code();
        return new Failure(code, Optional.of(message).filter(text -> !text.isEmpty()).orElse(failure.message()));
    }
}
