package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An outbox record that holds the content of its event, for subjects other than payments.
 *
 * @param subjectId what the event is about, such as a transfer's id; the events of a subject are published in order
 */
record StoredEvent(String subjectId, PaymentEvent event) {

    /**
     * Parses an item in the stream's format, where each attribute is an object of type and value.
     *
     * @return empty when the item is not such a record
     * @throws IllegalStateException when it cannot be read
     */
    static Optional<StoredEvent> read(JsonValue image) {
        if (!isStored(image)) {
            return Optional.empty();
        }
        String type = OutboxRecord.required(image, "type");
        String at = OutboxRecord.required(image, "at");
        JsonObject detail = Json.object().put("id", OutboxRecord.eventId(image)).put("type", type).put("at", at);
        detail.put(type.substring(0, type.indexOf('.')), Json.readObject(OutboxRecord.required(image, "content").getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("An outbox record has unreadable content")));
        return Optional.of(new StoredEvent(OutboxRecord.required(image, "subjectId"), new PaymentEvent(type, Instant.parse(at), detail)));
    }

    /** Whether an item of the outbox is one, rather than a payment's. */
    static boolean isStored(JsonValue image) {
        return image != null && image.has("subjectId") && Json.text(image.path("pk"), "S").orElse("").startsWith("OUTBOX#");
    }
}
