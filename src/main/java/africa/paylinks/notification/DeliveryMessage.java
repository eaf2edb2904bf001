package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.DueItem;
import java.nio.charset.StandardCharsets;

/**
 * A message that there is news for a merchant: an event of the bus, or the same as a dead letter that is tried again.
 *
 * @param round how often it had become a dead letter
 */
record DeliveryMessage(String eventId, String paymentId, String merchant, int round) {

    private static final String ROUND = "deadLetters";

    /**
     * Reads a message's body.
     *
     * @throws IllegalArgumentException when it is no news of a payment
     */
    static DeliveryMessage read(String body) {
        JsonValue message = Json.readObject(body.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("The message is no JSON object"));
        JsonValue detail = message.path("detail");
        return new DeliveryMessage(required(detail, "id"), required(detail.path("payment"), "id"),
                required(detail.path("payment"), "merchant"), message.path(ROUND).intValue());
    }

    /** The message that a delayed delivery was. */
    static DeliveryMessage of(DueItem.OfNotification delayed) {
        return new DeliveryMessage(delayed.eventId(), delayed.paymentId(), delayed.merchant(), delayed.round());
    }

    /** What is kept of the message while it is delayed. */
    DueItem.OfNotification delayed() {
        return new DueItem.OfNotification(paymentId, eventId, round, merchant);
    }

    /** A body as {@link #read} takes it. */
    String body() {
        JsonObject message = Json.object().put("source", "paylinks");
        message.putObject("detail").put("id", eventId).putObject("payment").put("id", paymentId).put("merchant", merchant);
        return Json.write(message.put(ROUND, round));
    }

    /** The body of a dead letter; put into the queue again it is news once more. */
    static String deadLetter(PaymentEvent event, int round) {
        JsonObject message = Json.object().put("source", "paylinks").put("detail-type", event.type());
        message.put("detail", event.detail());
        return Json.write(message.put(ROUND, round));
    }

    private static String required(JsonValue object, String field) {
        return Json.text(object, field).orElseThrow(() -> new IllegalArgumentException("The message lacks " + field));
    }
}
