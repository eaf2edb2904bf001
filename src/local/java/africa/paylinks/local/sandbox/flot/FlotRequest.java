package africa.paylinks.local.sandbox.flot;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;

/**
 * A request for a payment link; only the documented fields are allowed.
 *
 * @param amount decimal text in major units
 */
record FlotRequest(String merchantId, String type, String orderId, String amount, String currency) {

    private static final Set<String> TYPES = Set.of("momo", "card", "in-app");
    private static final Set<String> CURRENCIES = Set.of("SLE", "USD");
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{1,2})?");

    static FlotRequest parse(byte[] body) throws FlotRefusal {
        ObjectNode root;
        try {
            root = Json.readObject(body);
        } catch (IOException e) {
            throw new FlotRefusal(400, "INVALID_FIELD", "The body is not a JSON object");
        }
        onlyFields(root, "", Set.of("merchantId", "type", "payload"));
        if (!(root.path("payload") instanceof ObjectNode payload)) {
            throw new FlotRefusal(400, "REQUIRED", "payload is required");
        }
        onlyFields(payload, "payload.", Set.of("orderId", "amount", "currency"));
        FlotRequest request = new FlotRequest(text(root, "merchantId", ""), text(root, "type", ""), text(payload, "orderId", "payload."),
                text(payload, "amount", "payload."), text(payload, "currency", "payload."));
        if (!TYPES.contains(request.type)) {
            throw new FlotRefusal(400, "INVALID_FIELD", "type is momo, card or in-app");
        }
        if (!AMOUNT.matcher(request.amount).matches() || new BigDecimal(request.amount).signum() == 0) {
            throw new FlotRefusal(400, "INVALID_FIELD", "payload.amount is a decimal string above zero with 2 decimals at most");
        }
        if (!CURRENCIES.contains(request.currency)) {
            throw new FlotRefusal(400, "CURRENCY_NOT_AVAILABLE_FOR_ORDER", "payload.currency is SLE or USD");
        }
        return request;
    }

    private static void onlyFields(ObjectNode object, String prefix, Set<String> documented) throws FlotRefusal {
        SortedSet<String> unknown = Json.unknownFields(object, documented);
        if (!unknown.isEmpty()) {
            throw new FlotRefusal(400, "INVALID_FIELD", prefix + unknown.first() + " is not a known field");
        }
    }

    private static String text(JsonNode object, String field, String prefix) throws FlotRefusal {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw new FlotRefusal(400, "REQUIRED", prefix + field + " is required");
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new FlotRefusal(400, "INVALID_FIELD", prefix + field + " is a string");
        }
        return value.textValue();
    }
}
