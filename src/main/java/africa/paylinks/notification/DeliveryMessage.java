package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.DueItem;
import java.nio.charset.StandardCharsets;

/**
 * A message about an event for a merchant: from the bus, or a redriven dead letter.
 *
 * @param paymentId   the id of the payment, subscription or transfer
 * @param deadLetters how often it has been dead-lettered
 */
record DeliveryMessage(String eventId, String paymentId, String merchant, int deadLetters) {

    private static final String DEAD_LETTERS = "deadLetters";

    /**
     * Reads a message's body.
     *
     * @throws IllegalArgumentException when it is not an event of a payment, a subscription or a transfer
     */
    static DeliveryMessage read(String body) {
        JsonValue message = Json.readObject(body.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("The message is not a JSON object"));
        JsonValue detail = message.path("detail");
        JsonValue subject = EventSubject.contentOf(detail);
        return new DeliveryMessage(required(detail, "id"), required(subject, "id"), required(subject, "merchant"), message.path(DEAD_LETTERS).intValue());
    }

    /** The message of a delayed delivery. */
    static DeliveryMessage of(DueItem.OfNotification delayed) {
        return new DeliveryMessage(delayed.eventId(), delayed.paymentId(), delayed.merchant(), delayed.deadLetters());
    }

    /** The due item that stores this message while it is delayed. */
    DueItem.OfNotification delayed() {
        return new DueItem.OfNotification(paymentId, eventId, deadLetters, merchant);
    }

    /** Serializes the message for {@link #read}. */
    String body() {
        JsonObject message = Json.object().put("source", "paylinks");
        message.putObject("detail").put("id", eventId).putObject("payment").put("id", paymentId).put("merchant", merchant);
        return Json.write(message.put(DEAD_LETTERS, deadLetters));
    }

    /** The body of a dead letter; redriving it delivers the event again. */
    static String deadLetter(PaymentEvent event, int deadLetters) {
        JsonObject message = Json.object().put("source", "paylinks").put("detail-type", event.type());
        message.put("detail", event.detail());
        return Json.write(message.put(DEAD_LETTERS, deadLetters));
    }

    private static String required(JsonValue object, String field) {
        return Json.text(object, field).orElseThrow(() -> new IllegalArgumentException("The message has no " + field));
    }
}
