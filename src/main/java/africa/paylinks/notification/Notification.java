package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.payment.Payment;

/**
 * The webhook for one event. It is built from immutable data, so every attempt sends the same bytes.
 *
 * @param eventId the value of the header {@code webhook-id}
 * @param body    {@code {"type":"payment.completed","timestamp":"…","data":{…}}}
 */
record Notification(String eventId, byte[] body) {

    /** Standard Webhooks 1.0 recommends less than 20 kB. */
    static final int MAX_BYTES = 20_000;

    static Notification of(OutboxRecord event, Payment payment) {
        JsonValue data = PaymentEvent.of(event, payment).detail().path("payment");
        JsonObject content = Json.object().put("type", event.type()).put("timestamp", PaymentJson.instant(event.at()))
                .put("data", data);
        byte[] body = Json.bytes(content);
        if (body.length >= MAX_BYTES) {
            // Only the merchant's metadata can be that long; the merchant can read it with the payment.
            body = Json.bytes(content.put("data", Json.copy(data).remove("metadata")));
        }
        return new Notification(event.eventId(), body);
    }
}
