package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which payment a transaction is for. The customer's browser says so to KKiaPay, so that it is read strictly: of the
 * fields that may carry the reference, at least one must be filled and all that are must name the same payment, and no
 * field ever names two. Otherwise one transaction could pay for several.
 */
final class KkiapayReference {

    private static final List<String> CARRIERS = List.of("state", "stateData", "partnerId");
    private static final Pattern PAYMENT_ID = Pattern.compile("[A-Za-z0-9_]{1,50}");

    private KkiapayReference() {
    }

    /** The one payment that a webhook or an answer of the status call names; empty when none, or more than one. */
    static Optional<String> of(JsonValue transaction) {
        List<String> named = CARRIERS.stream().map(carrier -> unwrapped(transaction.path(carrier)))
                .filter(KkiapayReference::isFilled).map(KkiapayReference::name).distinct().toList();
        return named.size() == 1
                ? Optional.of(named.get(0)).filter(name -> PAYMENT_ID.matcher(name).matches())
                : Optional.empty();
    }

    /** What was sent as text comes back as text, as a JSON text inside a text, or as an object, parsed or not. */
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
