package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Set;

/**
 * A request for a hosted link, in either of its two forms.
 *
 * @param amount plain digits in major units
 * @param redirectUrl empty if absent
 * @param paymentOptions empty to offer all
 * @param sessionMinutes how long the page accepts a payment; 0 without limit
 * @param retries how often a customer may try again after a failure; 0 without limit
 */
record FlutterwaveRequest(String reference, String amount, String currency, String redirectUrl, String title, ObjectNode customer, ObjectNode meta,
        String paymentOptions, int sessionMinutes, int retries) {

    private static final Set<String> CURRENCIES = Set.of("NGN", "GHS", "KES", "UGX", "RWF", "TZS", "ZAR", "ZMW", "MWK", "XAF", "XOF", "EGP", "USD",
            "EUR", "GBP");
    private static final Set<String> WITHOUT_DECIMALS = Set.of("XOF", "XAF", "UGX", "RWF");

    /** Reads the form of {@code POST /payment-links}, which has a name and a flag for permanent links. */
    static FlutterwaveRequest paymentLink(byte[] body) throws FlutterwaveRefusal {
        ObjectNode root = object(body);
        ObjectNode meta = Json.object();
        for (JsonNode pair : root.path("meta")) {
            if (!root.path("meta").isArray() || !pair.path("metaname").isTextual() || !pair.path("metavalue").isTextual()) {
                throw new FlutterwaveRefusal(400, "meta must be a list of metaname and metavalue");
            }
            meta.put(pair.path("metaname").textValue(), pair.path("metavalue").textValue());
        }
        if (!root.path("is_permanent").isBoolean()) {
            throw new FlutterwaveRefusal(400, "is_permanent is required");
        }
        return of(root, required(root, "name"), meta);
    }

    /** Reads the form of {@code POST /payments}, whose metadata is one flat object. */
    static FlutterwaveRequest payment(byte[] body) throws FlutterwaveRefusal {
        ObjectNode root = object(body);
        ObjectNode meta = Json.object();
        if (root.has("meta")) {
            if (!(root.get("meta") instanceof ObjectNode given)) {
                throw new FlutterwaveRefusal(400, "meta must be an object");
            }
            for (JsonNode value : given) {
                if (value.isContainerNode()) {
                    throw new FlutterwaveRefusal(400, "meta must not be nested");
                }
            }
            meta.setAll(given);
        }
        return of(root, root.path("customizations").path("title").asText("Payment"), meta)
                .limited(limit(root, "session_duration", 1440), limit(root, "max_retry_attempt", Integer.MAX_VALUE));
    }

    private FlutterwaveRequest limited(int minutes, int attempts) {
        return new FlutterwaveRequest(reference, amount, currency, redirectUrl, title, customer, meta, paymentOptions, minutes, attempts);
    }

    private static int limit(ObjectNode root, String field, int most) throws FlutterwaveRefusal {
        JsonNode value = root.path(field);
        if (!value.isMissingNode() && (!value.isInt() || value.intValue() < 1 || value.intValue() > most)) {
            throw new FlutterwaveRefusal(400, field + " must be a number from 1 to " + most);
        }
        return value.intValue();
    }

    private static FlutterwaveRequest of(ObjectNode root, String title, ObjectNode meta) throws FlutterwaveRefusal {
        String currency = root.path("currency").asText("NGN");
        if (!CURRENCIES.contains(currency)) {
            throw new FlutterwaveRefusal(400, "currency must be one of " + CURRENCIES);
        }
        if (!(root.path("customer") instanceof ObjectNode customer) || !customer.path("email").asText().matches("[^@\\s]+@[^@\\s]+")) {
            throw new FlutterwaveRefusal(400, "customer.email must be a valid email");
        }
        String redirectUrl = root.path("redirect_url").asText();
        if (root.has("redirect_url") && !redirectUrl.matches("https?://.+")) {
            throw new FlutterwaveRefusal(400, "redirect_url must be a valid url");
        }
        return new FlutterwaveRequest(required(root, "tx_ref"), amount(root.path("amount"), currency), currency, redirectUrl, title, customer, meta,
                root.path("payment_options").asText(), 0, 0);
    }

    /** Returns the amount of a link or of a refund as plain digits. */
    static String amount(JsonNode value, String currency) throws FlutterwaveRefusal {
        try {
            BigDecimal amount = value.isNumber() ? value.decimalValue() : new BigDecimal(value.asText());
            if (amount.signum() > 0 && amount.stripTrailingZeros().scale() <= (WITHOUT_DECIMALS.contains(currency) ? 0 : 2)) {
                return amount.toPlainString();
            }
        } catch (NumberFormatException e) {
            throw new FlutterwaveRefusal(400, "amount is required");
        }
        throw new FlutterwaveRefusal(400, "amount must be positive, with no more decimals than " + currency + " has");
    }

    static ObjectNode object(byte[] body) throws FlutterwaveRefusal {
        try {
            return Json.readObject(body);
        } catch (IOException e) {
            throw new FlutterwaveRefusal(400, "The body must be a JSON object");
        }
    }

    private static String required(ObjectNode root, String field) throws FlutterwaveRefusal {
        String value = root.path(field).asText();
        if (value.isBlank()) {
            throw new FlutterwaveRefusal(400, field + " is required");
        }
        return value;
    }
}
