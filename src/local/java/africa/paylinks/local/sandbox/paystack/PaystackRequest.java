package africa.paylinks.local.sandbox.paystack;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Set;
import java.util.UUID;

/**
 * A request for a transaction, as "Initialize Transaction" documents it.
 *
 * @param amount in the currency's subunit
 * @param callbackUrl empty if absent
 * @param channels a JSON array, or a missing node to offer all
 */
record PaystackRequest(String reference, String email, long amount, String currency, String callbackUrl, JsonNode channels, ObjectNode metadata) {

    private static final Set<String> CURRENCIES = Set.of("NGN", "GHS", "ZAR", "KES", "USD", "XOF");
    private static final Set<String> CHANNELS = Set.of("card", "bank", "ussd", "qr", "eft", "mobile_money", "bank_transfer");

    static PaystackRequest read(byte[] body) throws PaystackRefusal {
        ObjectNode root = object(body);
        String email = root.path("email").asText();
        if (!email.matches("[^@\\s]+@[^@\\s]+")) {
            throw new PaystackRefusal(400, "Invalid Email Address Passed", "invalid_email_address");
        }
        String reference = root.path("reference").asText(UUID.randomUUID().toString());
        if (!reference.matches("[A-Za-z0-9.=-]+")) {
            throw new PaystackRefusal(400, "Invalid character in transaction reference. Only -, ., = and alphanumeric characters allowed",
                    "invalid_reference");
        }
        String currency = root.path("currency").asText("NGN");
        if (!CURRENCIES.contains(currency)) {
            throw new PaystackRefusal(403, "Currency not supported by merchant", "unsupported_currency");
        }
        for (JsonNode channel : root.path("channels")) {
            if (!CHANNELS.contains(channel.asText())) {
                throw new PaystackRefusal(400, "Invalid channel: " + channel.asText(), "invalid_params");
            }
        }
        ObjectNode metadata = root.path("metadata") instanceof ObjectNode given ? given : Json.object();
        return new PaystackRequest(reference, email, amount(root.path("amount")), currency, root.path("callback_url").asText(), root.path("channels"),
                metadata);
    }

    /** Reads an amount in subunits, a number or its digits. */
    static long amount(JsonNode value) throws PaystackRefusal {
        if (!value.asText().matches("[0-9]{1,15}") || Long.parseLong(value.asText()) == 0) {
            throw new PaystackRefusal(400, "Invalid Amount Sent", "invalid_amount");
        }
        return Long.parseLong(value.asText());
    }

    /** The amount in major units, as pages show it and as control commands change it. */
    static String major(long subunits) {
        return BigDecimal.valueOf(subunits, 2).toPlainString();
    }

    /** The amount in subunits of one in major units. */
    static long subunits(String major) {
        return new BigDecimal(major).movePointRight(2).longValueExact();
    }

    static ObjectNode object(byte[] body) throws PaystackRefusal {
        try {
            return Json.readObject(body);
        } catch (IOException e) {
            throw new PaystackRefusal(400, "The body must be a JSON object");
        }
    }
}
