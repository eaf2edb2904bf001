package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.merchant.EndpointSettings;
import africa.paylinks.merchant.MerchantEndpoint;
import africa.paylinks.payment.DueItem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message about an event for a merchant: from the bus, or a redriven dead letter.
 *
 * @param paymentId   the id of the payment, subscription or transfer
 * @param endpoint    the id of the endpoint; empty in a message from the bus, which is for all endpoints
 * @param type        the event's type, if the message names it
 * @param deadLetters how often it has been dead-lettered
 */
record DeliveryMessage(String eventId, String paymentId, String merchant, Optional<String> endpoint, Optional<String> type, int deadLetters) {

    private static final String DEAD_LETTERS = "deadLetters";
    private static final String ENDPOINT = "endpoint";

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
        return new DeliveryMessage(required(detail, "id"), required(subject, "id"), required(subject, "merchant"),
                Json.text(message, ENDPOINT), Json.text(detail, "type"), message.path(DEAD_LETTERS).intValue());
    }

    /** The message of a delayed delivery. */
    static DeliveryMessage of(DueItem.OfNotification delayed) {
        return new DeliveryMessage(delayed.eventId(), delayed.paymentId(), MerchantEndpoint.merchantOf(delayed.endpoint()),
                Optional.of(MerchantEndpoint.idOf(delayed.endpoint())), Optional.empty(), delayed.deadLetters());
    }

    /** The same message for one endpoint. */
    DeliveryMessage to(MerchantEndpoint receiver) {
        return new DeliveryMessage(eventId, paymentId, merchant, Optional.of(receiver.id()), type, deadLetters);
    }

    /** The due item that stores a message while it is delayed. */
    DueItem.OfNotification delayed() {
        return new DueItem.OfNotification(paymentId, eventId, deadLetters, MerchantEndpoint.key(merchant, endpoint.orElse(EndpointSettings.DEFAULT_ID)));
    }

    /** Serializes the message for {@link #read}. */
    String body() {
        JsonObject message = Json.object().put("source", "paylinks");
        JsonObject detail = message.putObject("detail").put("id", eventId);
        type.ifPresent(name -> detail.put("type", name));
        detail.putObject("payment").put("id", paymentId).put("merchant", merchant);
        endpoint.ifPresent(id -> message.put(ENDPOINT, id));
        return Json.write(message.put(DEAD_LETTERS, deadLetters));
    }

    /** The body of a dead letter for one endpoint; redriving it delivers the event again. */
    static String deadLetter(PaymentEvent event, String endpoint, int deadLetters) {
        JsonObject message = Json.object().put("source", "paylinks").put("detail-type", event.type());
        message.put("detail", event.detail());
        return Json.write(message.put(ENDPOINT, endpoint).put(DEAD_LETTERS, deadLetters));
    }

    private static String required(JsonValue object, String field) {
        return Json.text(object, field).orElseThrow(() -> new IllegalArgumentException("The message has no " + field));
    }
}
