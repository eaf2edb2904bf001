package africa.paylinks.kommo;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A webhook of Kommo about stages: a form with bracket keys, or the same as JSON. Lists come as arrays or as objects by
 * index, numbers as numbers or as text.
 *
 * @param account   the id of the account that the webhook names
 * @param subdomain that account's name in Kommo's URLs
 */
record StageChangeNotification(OptionalLong account, Optional<String> subdomain, List<StageChange> changes) {

    /** A deal enters a stage by being moved to it or by being created in it. */
    private static final List<Action> ACTIONS = List.of(new Action("status", List.of("last_modified", "updated_at")),
            new Action("add", List.of("last_modified", "updated_at", "date_create", "created_at")));

    /** @param times the fields that may hold the time, in order of preference */
    private record Action(String name, List<String> times) {
    }

    /**
     * Parses a body.
     *
     * @return empty if it begins like JSON but is not valid
     */
    static Optional<StageChangeNotification> read(byte[] body, Instant receivedAt) {
        Optional<? extends JsonValue> tree = isJson(body) ? Json.readObject(body) : Optional.of(FormBody.read(body));
        return tree.map(notification -> read(notification, "body-" + digest(body), receivedAt));
    }

    private static StageChangeNotification read(JsonValue notification, String hash, Instant receivedAt) {
        OptionalLong account = number(notification.path("account"), "id");
        List<StageChange> changes = new ArrayList<>();
        for (Action action : ACTIONS) {
            // Iterates over the values of both objects and arrays.
            for (JsonValue lead : notification.path("leads").path(action.name)) {
                account = account.isPresent() ? account : number(lead, "account_id");
                OptionalLong id = number(lead, "id");
                OptionalLong status = number(lead, "status_id");
                if (id.isPresent() && status.isPresent()) {
                    Optional<String> time = action.times.stream().flatMap(field -> Json.text(lead, field).stream())
                            .filter(text -> text.matches("[0-9]{1,20}")).findFirst();
                    changes.add(new StageChange(id.getAsLong(), status.getAsLong(), time.orElse(hash), time.isPresent(),
                            receivedAt));
                }
            }
        }
        return new StageChangeNotification(account, Json.text(notification.path("account"), "subdomain").filter(name -> !name.isBlank()), changes);
    }

    private static boolean isJson(byte[] body) {
        for (byte character : body) {
            if (!Character.isWhitespace(character)) {
                return character == '{';
            }
        }
        return false;
    }

    /** Reads an id: a whole number without sign, short enough for a payment's id. */
    private static OptionalLong number(JsonValue object, String field) {
        return Json.text(object, field).map(String::trim).filter(text -> text.matches("[0-9]{1,16}"))
                .map(text -> OptionalLong.of(Long.parseLong(text))).orElse(OptionalLong.empty());
    }

    private static String digest(byte[] body) {
        return Sha256.hex(body).substring(0, 16);
    }
}
