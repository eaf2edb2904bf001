package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import java.time.Instant;

/**
 * An event of a merchant, without its content.
 *
 * @param subjectId the id of the payment, subscription or transfer
 */
public record LoggedEvent(String id, String type, String subjectId, String merchant, Instant at) {

    static LoggedEvent of(PaymentEvent event) {
        JsonValue content = event.content();
        return new LoggedEvent(Json.text(event.detail(), "id").orElseThrow(), event.type(), Json.text(content, "id").orElseThrow(),
                Json.text(content, "merchant").orElseThrow(), event.at());
    }
}
