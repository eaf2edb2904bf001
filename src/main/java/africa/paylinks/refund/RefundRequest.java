package africa.paylinks.refund;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonBody;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The body of {@code POST /payments/{id}/refunds}.
 *
 * @param amount in major units; empty for the full remaining amount
 * @param reason the merchant's reason
 */
record RefundRequest(Optional<BigDecimal> amount, Optional<String> reason) {

    private static final Set<String> FIELDS = Set.of("amount", "reason");
    private static final int MAX_REASON_LENGTH = 200;

    /**
     * Parses a request body, which may be empty.
     *
     * @throws ProblemException 400 that lists every invalid field
     */
    static RefundRequest read(byte[] body) {
        if (body.length == 0) {
            return new RefundRequest(Optional.empty(), Optional.empty());
        }
        JsonValue json = JsonBody.read(body, "Send one JSON object in UTF-8, without duplicate keys, or no body at all.");
        List<FieldError> errors = new ArrayList<>();
        json.fieldNames().forEach(field -> {
            if (!FIELDS.contains(field)) {
                errors.add(new FieldError("/" + JsonBody.pointer(field),
                        "Unknown field. Known fields: amount, reason."));
            }
        });
        RefundRequest request = new RefundRequest(amount(json.path("amount"), errors), reason(json.path("reason"), errors));
        if (!errors.isEmpty()) {
            throw invalid(errors);
        }
        return request;
    }

    /**
     * The amount to refund.
     *
     * @throws ProblemException 400 when the amount is not valid in the payment's currency
     */
    Money amount(Refundable payment) {
        if (amount.isEmpty()) {
            return payment.remaining();
        }
        try {
            return Money.ofMajor(amount.get(), payment.payment().terms().amount().currency());
        } catch (IllegalArgumentException wrong) {
            throw invalid(List.of(new FieldError("/amount", wrong.getMessage())));
        }
    }

    private static Optional<BigDecimal> amount(JsonValue value, List<FieldError> errors) {
        if (value.isAbsent()) {
            return Optional.empty();
        }
        Optional<BigDecimal> amount = Json.decimal(value);
        if (amount.isEmpty()) {
            errors.add(new FieldError("/amount", "Use plain digits in major units, such as \"10.00\": no sign"
                    + " or separators. Omit it to refund the remaining amount."));
        }
        return amount;
    }

    private static Optional<String> reason(JsonValue value, List<FieldError> errors) {
        if (value.isAbsent()) {
            return Optional.empty();
        }
        String text = value.text().orElse("");
        if (text.isBlank() || CodePoints.length(text) > MAX_REASON_LENGTH || CodePoints.hasControl(text)) {
            errors.add(new FieldError("/reason", "Use a text of 1 to " + MAX_REASON_LENGTH
                    + " characters on one line, or omit the field."));
        }
        return Optional.of(text);
    }

    private static ProblemException invalid(List<FieldError> errors) {
        return new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED,
                "Correct the fields listed in 'errors' and send the request again.", errors));
    }
}
