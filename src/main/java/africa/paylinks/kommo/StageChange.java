package africa.paylinks.kommo;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A stage change of a deal, as a queue message.
 *
 * @param moment  distinguishes changes of one deal to the same stage: the time, or a hash of the webhook's body if Kommo
 *                sends no time
 * @param isExact whether {@code moment} is a time; then equal moments mean the same change
 */
record StageChange(long lead, long status, String moment, boolean isExact, Instant receivedAt) {

    /** The key of this change, the same in every delivery. */
    String key(long account) {
        return account + ":" + lead + ":" + status + ":" + moment;
    }

    String message(long account) {
        return Json.write(Json.object().put("key", key(account)).put("lead", lead).put("status", status)
                .put("moment", moment).put("exact", isExact).put("receivedAt", receivedAt.toString()));
    }

    /** Reads the change of a message; empty for other messages. */
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
