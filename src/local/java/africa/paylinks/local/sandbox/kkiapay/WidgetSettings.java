package africa.paylinks.local.sandbox.kkiapay;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings in the page's URL: base64 of JSON in place of a query.
 *
 * @param amount whole francs
 * @param data the merchant's reference, returned as {@code state}
 * @param callback where the customer goes after paying, or empty
 */
record WidgetSettings(long amount, String data, String partnerId, String callback, String reason, String phoneNumber, Set<String> methods) {

    private static final Set<String> METHODS = Set.of("momo", "card", "direct_debit");

    /**
     * Reads the query of a page's URL as a browser's {@code atob} does: the standard alphabet, one character for each byte, nothing percent-decoded.
     *
     * @throws KkiapayRefusal when the page shows an error
     */
    static WidgetSettings read(String rawQuery, String publicKey) throws KkiapayRefusal {
        ObjectNode json;
        try {
            String text = new String(Base64.getDecoder().decode(rawQuery), StandardCharsets.ISO_8859_1);
            json = Json.readObject(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | IOException e) {
            throw new KkiapayRefusal(400, "INVALID_CONFIGURATION", "The page was opened without settings");
        }
        if (!json.path("key").asText().equals(publicKey)) {
            throw new KkiapayRefusal(400, "INVALID_API_KEY", "This public key is unknown");
        }
        if (!json.path("amount").isIntegralNumber() || json.path("amount").asLong() <= 0) {
            throw new KkiapayRefusal(400, "INVALID_AMOUNT", "The amount is a whole number of francs");
        }
        Set<String> methods = new TreeSet<>();
        json.path("paymentMethods").forEach(method -> methods.add(method.asText()));
        methods.retainAll(METHODS);
        return new WidgetSettings(json.path("amount").asLong(), text(json, "data"), text(json, "partnerId"), text(json, "callback"),
                text(json, "reason"), text(json, "phoneNumber"), methods.isEmpty() ? METHODS : methods);
    }

    /** Returns the reference under which the sandbox stores the payment. */
    Optional<String> reference() {
        return Optional.of(data.isEmpty() ? partnerId : data).filter(name -> !name.isEmpty());
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText("");
    }
}
