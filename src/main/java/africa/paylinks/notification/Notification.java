package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.payment.Payment;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The webhook for one event. It is built from immutable data, so every attempt sends the same bytes.
 *
 * @param eventId the value of the header {@code webhook-id}
 * @param body    {@code {"type":"payment.completed","timestamp":"…","data":{…}}}
 */
record Notification(String eventId, byte[] body) {

    /** Standard Webhooks 1.0 recommends less than 20 kB. */
    static final int MOST_BYTES = 20_000;

    static Notification of(OutboxRecord news, Payment payment) {
        ObjectNode data = PaymentEvent.of(news, payment).detail().withObject("/payment");
        ObjectNode content = Json.object().put("type", news.type()).put("timestamp", PaymentJson.instant(news.at()));
        content.set("data", data);
        byte[] body = Json.bytes(content);
        if (body.length >= MOST_BYTES) {
            // Only the merchant's metadata can be that long; the merchant can read it with the payment.
            data.remove("metadata");
            body = Json.bytes(content);
        }
        return new Notification(news.eventId(), body);
    }
}
