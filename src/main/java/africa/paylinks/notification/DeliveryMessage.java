package africa.paylinks.notification;

import africa.paylinks.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * A message about an event for a merchant: from the bus, or a redriven dead letter.
 *
 * @param round how often it has been dead-lettered
 */
record DeliveryMessage(String eventId, String paymentId, String merchant, int round) {

    private static final String ROUND = "deadLetters";

    /**
     * Reads a message's body.
     *
     * @throws IllegalArgumentException when it is not an event of a payment
     */
    static DeliveryMessage read(String body) {
        JsonNode message = Json.readObject(body.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("The message is not a JSON object"));
        JsonNode detail = message.path("detail");
        return new DeliveryMessage(required(detail, "id"), required(detail.path("payment"), "id"),
                required(detail.path("payment"), "merchant"), message.path(ROUND).asInt(0));
    }

    /** The body of a dead letter; redriving it delivers the event again. */
    static String deadLetter(PaymentEvent event, int round) {
        ObjectNode message = Json.object().put("source", "paylinks").put("detail-type", event.type());
        message.set("detail", event.detail());
        return Json.write(message.put(ROUND, round));
    }

    private static String required(JsonNode object, String field) {
        return Json.text(object, field).orElseThrow(() -> new IllegalArgumentException("The message has no " + field));
    }
}
