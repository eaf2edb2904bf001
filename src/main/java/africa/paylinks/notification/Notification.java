package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.payment.Payment;

/**
 * What a merchant is sent about one piece of news: the same bytes at every attempt, as they are made of what never
 * changes.
 *
 * @param eventId goes into the header {@code webhook-id}
 * @param body    {@code {"type":"payment.completed","timestamp":"…","data":{…}}}
 */
record Notification(String eventId, byte[] body) {

    /** Standard Webhooks 1.0 asks for less than 20 kB. */
    static final int MOST_BYTES = 20_000;

    static Notification of(OutboxRecord news, Payment payment) {
        JsonValue data = PaymentEvent.of(news, payment).detail().path("payment");
        JsonObject content = Json.object().put("type", news.type()).put("timestamp", PaymentJson.instant(news.at()))
                .put("data", data);
        byte[] body = Json.bytes(content);
        if (body.length >= MOST_BYTES) {
            // Only the merchant's own pairs can be that long, and it can read them with the payment.
            body = Json.bytes(content.put("data", Json.copy(data).remove("metadata")));
        }
        return new Notification(news.eventId(), body);
    }
}
