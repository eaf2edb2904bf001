package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.merchant.EventTypes;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message that resends a merchant's events: one event, or those of a range.
 *
 * @param id          of this resend; a repeated message has no further effect
 * @param eventId     the only event
 * @param endpoint    the id of the only endpoint; empty for all
 * @param undelivered whether to leave out what the endpoint has received
 * @param after       the position up to which it is done
 */
record ResendMessage(String id, String merchant, Optional<String> eventId, Instant from, Instant to, EventTypes types,
        Optional<String> endpoint, boolean undelivered, Optional<EventLog.Position> after) {

    private static final String FIELD = "resend";

    /**
     * Reads a message's body.
     *
     * @return empty when the message is of another kind
     * @throws IllegalArgumentException when it is invalid
     */
    static Optional<ResendMessage> read(String body) {
        Optional<JsonValue> message = Json.readObject(body.getBytes(StandardCharsets.UTF_8)).map(all -> all.path(FIELD)).filter(JsonValue::isObject);
        try {
            return message.map(ResendMessage::read);
        } catch (DateTimeException invalid) {
            throw new IllegalArgumentException("The message has an invalid time", invalid);
        }
    }

    private static ResendMessage read(JsonValue resend) {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < resend.path("types").size(); i++) {
            types.add(resend.path("types").path(i).asText());
        }
        return new ResendMessage(required(resend, "id"), required(resend, "merchant"), Json.text(resend, "event"),
                Instant.parse(required(resend, "from")), Instant.parse(required(resend, "to")), EventTypes.of(types),
                Json.text(resend, "endpoint"), "true".equals(Json.text(resend, "undelivered").orElse("")),
                Json.text(resend, "afterAt").map(at -> new EventLog.Position(Instant.parse(at), required(resend, "afterId"))));
    }

    /** The same resend from a later position on. */
    ResendMessage after(EventLog.Position position) {
        return new ResendMessage(id, merchant, eventId, from, to, types, endpoint, undelivered, Optional.of(position));
    }

    /** Serializes the message for {@link #read}. */
    String body() {
        JsonObject message = Json.object().put("source", "paylinks");
        JsonObject resend = message.putObject(FIELD).put("id", id).put("merchant", merchant).put("from", from.toString())
                .put("to", to.toString()).put("undelivered", Boolean.toString(undelivered));
        eventId.ifPresent(event -> resend.put("event", event));
        endpoint.ifPresent(receiver -> resend.put("endpoint", receiver));
        JsonArray names = resend.putArray("types");
        types.names().forEach(names::add);
        after.ifPresent(position -> resend.put("afterAt", position.at().toString()).put("afterId", position.id()));
        return Json.write(message);
    }

    private static String required(JsonValue object, String field) {
        return Json.text(object, field).orElseThrow(() -> new IllegalArgumentException("The message has no " + field));
    }
}
