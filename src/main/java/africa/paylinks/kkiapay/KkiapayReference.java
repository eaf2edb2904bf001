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
    static Optional<String> of(JsonNode transaction) {
        List<String> named = CARRIERS.stream().map(carrier -> unwrapped(transaction.path(carrier)))
                .filter(KkiapayReference::isFilled).map(KkiapayReference::name).distinct().toList();
        return named.size() == 1
                ? Optional.of(named.get(0)).filter(name -> PAYMENT_ID.matcher(name).matches())
                : Optional.empty();
    }

    /** KKiaPay returns the text that was sent as text, as JSON inside a text, or as an object. */
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
