package africa.paylinks.kommo;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A deal that came into a stage, as the queue carries it.
 *
 * @param moment  tells this change from others of the same deal into the same stage: when it was, or, where Kommo does
 *                not say, a hash of the webhook's body
 * @param isExact whether {@code moment} is a time, so that the same moment is the same change
 */
record StageChange(long lead, long status, String moment, boolean isExact, Instant receivedAt) {

    /** What the same change always has, whoever tells of it and however often. */
    String key(long account) {
        return account + ":" + lead + ":" + status + ":" + moment;
    }

    String message(long account) {
        return Json.write(Json.object().put("key", key(account)).put("lead", lead).put("status", status)
                .put("moment", moment).put("exact", isExact).put("receivedAt", receivedAt.toString()));
    }

    /** The change in a message; empty when it is another kind of message. */
    static Optional<StageChange> read(JsonValue message) {
        if (!message.path("lead").isIntegralNumber() || !message.path("status").isIntegralNumber()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StageChange(message.path("lead").longValue(), message.path("status").longValue(),
                    Json.text(message, "moment").orElse(""), message.path("exact").booleanValue(),
                    Instant.parse(Json.text(message, "receivedAt").orElse(""))));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }
}
