package africa.paylinks.transfer;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonBody;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Currencies;
import africa.paylinks.payment.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads the fields of a JSON object and collects what is wrong with them, so that a caller learns of all errors at once. */
final class RequestFields {

    private static final int MAX_METADATA_PAIRS = 20;

    private final JsonValue object;
    private final String parent;
    private final List<FieldError> errors;

    private RequestFields(JsonValue object, String parent, List<FieldError> errors, Set<String> known) {
        this.object = object;
        this.parent = parent;
        this.errors = errors;
        object.fieldNames().stream().filter(field -> !known.contains(field)).forEach(field -> error(JsonBody.pointer(field),
                "Unknown field. Known fields: " + String.join(", ", known.stream().sorted().toList()) + "."));
    }

    /** @throws ProblemException 400 when the body is not a JSON object */
    static RequestFields of(byte[] body, Set<String> known) {
        return new RequestFields(JsonBody.read(body, "Send one JSON object in UTF-8, without duplicate keys."), "", new ArrayList<>(), known);
    }

    /** A required object. */
    Optional<RequestFields> object(String field, Set<String> known, String missing) {
        JsonValue value = object.path(field);
        if (!value.isObject()) {
            error(field, missing);
            return Optional.empty();
        }
        return Optional.of(new RequestFields(value, parent + "/" + field, errors, known));
    }

    boolean has(String field) {
        return !object.path(field).isAbsent();
    }

    Optional<String> text(String field, int maxLength) {
        return text(field, maxLength, UnaryOperator.identity());
    }

    /** @param cleaned normalizes what a person typed */
    Optional<String> text(String field, int maxLength, UnaryOperator<String> cleaned) {
        JsonValue value = object.path(field);
        if (value.isAbsent()) {
            return Optional.empty();
        }
        if (!value.isText()) {
            error(field, "Must be a text.");
            return Optional.empty();
        }
        String text = cleaned.apply(value.asText());
        if (text.isBlank() || CodePoints.length(text) > maxLength || CodePoints.hasControl(text)) {
            error(field, "Use 1 to " + maxLength + " characters on one line, or omit the field.");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    Optional<String> required(String field, int maxLength, String missing) {
        if (!has(field)) {
            error(field, missing);
        }
        return text(field, maxLength);
    }

    Optional<String> currency() {
        Optional<String> currency = required("currency", 3, "Required: an ISO 4217 code such as GHS.");
        if (currency.isPresent() && Currencies.decimals(currency.get()).isEmpty()) {
            error("currency", "Unknown currency; use an upper-case ISO 4217 code such as GHS.");
        }
        return currency.filter(code -> Currencies.decimals(code).isPresent());
    }

    /** @param currency empty when it is wrong itself */
    Optional<Money> amount(Optional<String> currency) {
        JsonValue value = object.path("amount");
        Optional<BigDecimal> major = value.isAbsent() ? Optional.empty() : Json.decimal(value);
        if (major.isEmpty()) {
            error("amount", value.isAbsent() ? "Required: a decimal in major units, such as \"50.00\"."
                    : "Use plain digits in major units, such as \"50.00\": no sign or separators, and no exponent in a text.");
        }
        try {
            return major.isEmpty() || currency.isEmpty() ? Optional.empty() : Optional.of(Money.ofMajor(major.get(), currency.get()));
        } catch (IllegalArgumentException wrong) {
            error("amount", wrong.getMessage());
            return Optional.empty();
        }
    }

    Map<String, String> metadata() {
        JsonValue metadata = object.path("metadata");
        Map<String, String> pairs = new LinkedHashMap<>();
        if (metadata.isAbsent()) {
            return pairs;
        }
        if (!metadata.isObject() || metadata.size() > MAX_METADATA_PAIRS) {
            error("metadata", "Must be an object of at most " + MAX_METADATA_PAIRS + " texts.");
            return pairs;
        }
        metadata.forEachField((name, value) -> {
            String text = value.text().orElse("");
            if (name.isEmpty() || CodePoints.length(name) > 40 || CodePoints.hasControl(name)) {
                error("metadata/" + JsonBody.pointer(name), "A key has 1 to 40 characters, none of them a control character.");
            } else if (!value.isText() || CodePoints.length(text) > 500 || CodePoints.hasControl(text)) {
                error("metadata/" + JsonBody.pointer(name), "Must be a text of at most 500 characters on one line.");
            } else {
                pairs.put(name, text);
            }
        });
        return pairs;
    }

    void error(String field, String detail) {
        errors.add(new FieldError(parent + "/" + field, detail));
    }

    /** @throws ProblemException 400 that lists every error */
    void requireValid() {
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED,
                    "Correct the fields listed in 'errors' and send the request again.", errors));
        }
    }
}
