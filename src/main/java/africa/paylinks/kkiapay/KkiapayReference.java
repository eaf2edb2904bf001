package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    static Optional<String> of(JsonNode transaction) {
        List<String> named = CARRIERS.stream().map(carrier -> unwrapped(transaction.path(carrier)))
                .filter(KkiapayReference::isFilled).map(KkiapayReference::name).distinct().toList();
        return named.size() == 1
                ? Optional.of(named.get(0)).filter(name -> PAYMENT_ID.matcher(name).matches())
                : Optional.empty();
    }

    /** What was sent as text comes back as text, as a JSON text inside a text, or as an object, parsed or not. */
    private static JsonNode unwrapped(JsonNode carrier) {
        if (!carrier.isTextual()) {
            return carrier;
        }
        String text = carrier.textValue().strip();
        if (text.isEmpty() || text.equals("null") || text.equals("\"\"")) {
            return MissingNode.getInstance();
        }
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8)).orElse(carrier);
    }

    private static boolean isFilled(JsonNode carrier) {
        return !carrier.isMissingNode() && !carrier.isNull() && !(carrier.isContainerNode() && carrier.isEmpty());
    }

    private static String name(JsonNode carrier) {
        JsonNode named = !carrier.isObject() ? carrier
                : carrier.size() == 1 ? carrier.iterator().next() : carrier.path("orderId");
        return Stream.of(named).filter(JsonNode::isTextual).map(JsonNode::textValue).map(String::strip)
                .map(text -> text.startsWith("\"") && text.endsWith("\"") && text.length() > 2
                        ? text.substring(1, text.length() - 1) : text)
                .findFirst().orElse("");
    }
}
