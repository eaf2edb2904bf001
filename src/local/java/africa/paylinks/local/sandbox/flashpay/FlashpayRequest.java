package africa.paylinks.local.sandbox.flashpay;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * A request for a payment intent; only the documented fields are allowed.
 *
 * @param kobo amount in hundredths of a naira
 */
record FlashpayRequest(long kobo, String currency, String reference, String description, Optional<Instant> expiresAt) {

    private static final Set<String> FIELDS = Set.of("amount", "currency", "description", "reference", "expiresAt");

    static FlashpayRequest parse(byte[] body) throws FlashpayRefusal {
        ObjectNode root;
        try {
            root = Json.readObject(body);
        } catch (IOException e) {
            throw new FlashpayRefusal(400, "The body is not a JSON object");
        }
        SortedSet<String> unknown = Json.unknownFields(root, FIELDS);
        if (!unknown.isEmpty()) {
            throw new FlashpayRefusal(400, "property " + unknown.first() + " should not exist");
        }
        JsonNode amount = root.path("amount");
        if (!amount.isIntegralNumber() || !amount.canConvertToLong() || amount.longValue() <= 0) {
            throw new FlashpayRefusal(400, "amount must be a whole number of kobo above zero");
        }
        if (!root.path("currency").asText().equals("NGN")) {
            throw new FlashpayRefusal(400, "currency must be NGN");
        }
        String reference = root.path("reference").asText();
        if (!root.path("reference").isTextual() || reference.isBlank()) {
            throw new FlashpayRefusal(400, "reference should not be empty");
        }
        return new FlashpayRequest(amount.longValue(), "NGN", reference, root.path("description").asText(""),
                expiresAt(root.path("expiresAt")));
    }

    /** The amount in naira. */
    String naira() {
        return BigDecimal.valueOf(kobo, 2).toPlainString();
    }

    private static Optional<Instant> expiresAt(JsonNode value) throws FlashpayRefusal {
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(value.asText()).toInstant());
        } catch (DateTimeException e) {
            throw new FlashpayRefusal(400, "expiresAt must be a valid ISO 8601 date string");
        }
    }
}
