package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the payment of a transaction. The reference comes from the customer's browser, so it is read strictly: at least
 * one of its fields must be filled, all filled ones must name the same payment, and no field may name two. Otherwise one
 * transaction could pay for several payments.
 */
final class KkiapayReference {

    private static final List<String> CARRIERS = List.of("state", "stateData", "partnerId");
    private static final Pattern PAYMENT_ID = Pattern.compile("[A-Za-z0-9_]{1,50}");

    private KkiapayReference() {
    }

    /** The payment that a webhook or a status answer names; empty if it names none, or several. */
    static Optional<String> of(JsonValue transaction) {
        List<String> named = CARRIERS.stream().map(carrier -> unwrapped(transaction.path(carrier)))
                .filter(KkiapayReference::isFilled).map(KkiapayReference::name).distinct().toList();
        return named.size() == 1
                ? Optional.of(named.get(0)).filter(name -> PAYMENT_ID.matcher(name).matches())
                : Optional.empty();
    }

    /** KKiaPay returns the text that was sent as text, as JSON inside a text, or as an object. */
    private static JsonValue unwrapped(JsonValue carrier) {
        if (!carrier.isText()) {
            return carrier;
        }
        String text = carrier.asText().strip();
        if (text.isEmpty() || text.equals("null") || text.equals("\"\"")) {
            return Json.missing();
        }
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8)).orElse(carrier);
    }

    private static boolean isFilled(JsonValue carrier) {
        return !carrier.isAbsent() && !((carrier.isObject() || carrier.isArray()) && carrier.isEmpty());
    }

    private static String name(JsonValue carrier) {
        JsonValue named = !carrier.isObject() ? carrier
                : carrier.size() == 1 ? carrier.iterator().next() : carrier.path("orderId");
        return named.text().map(String::strip)
                .map(text -> text.startsWith("\"") && text.endsWith("\"") && text.length() > 2
                        ? text.substring(1, text.length() - 1) : text)
                .orElse("");
    }
}
