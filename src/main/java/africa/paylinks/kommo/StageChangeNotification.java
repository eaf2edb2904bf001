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
 * A webhook of Kommo about stages: a form with bracket keys or the same as JSON, lists as arrays or as objects by index,
 * numbers as numbers or as text.
 *
 * @param account   the id of the account that it says it is from
 * @param subdomain that account's name in the addresses of Kommo
 */
record StageChangeNotification(OptionalLong account, Optional<String> subdomain, List<StageChange> changes) {

    /** A deal comes into a stage by being moved there, or by being created in it. */
    private static final List<Action> ACTIONS = List.of(new Action("status", List.of("last_modified", "updated_at")),
            new Action("add", List.of("last_modified", "updated_at", "date_create", "created_at")));

    /** @param times the fields that say when it happened, the best first */
    private record Action(String name, List<String> times) {
    }

    /**
     * Reads a body.
     *
     * @return empty when it begins as JSON does and is none
     */
    static Optional<StageChangeNotification> read(byte[] body, Instant receivedAt) {
        Optional<? extends JsonValue> tree = isJson(body) ? Json.readObject(body) : Optional.of(FormBody.read(body));
        return tree.map(notice -> read(notice, "body-" + digest(body), receivedAt));
    }

    private static StageChangeNotification read(JsonValue notice, String hash, Instant receivedAt) {
        OptionalLong account = number(notice.path("account"), "id");
        List<StageChange> changes = new ArrayList<>();
        for (Action action : ACTIONS) {
            // An object's and an array's elements alike.
            for (JsonValue lead : notice.path("leads").path(action.name)) {
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
        return new StageChangeNotification(account, Json.text(notice.path("account"), "subdomain").filter(name -> !name.isBlank()), changes);
    }

    private static boolean isJson(byte[] body) {
        for (byte character : body) {
            if (!Character.isWhitespace(character)) {
                return character == '{';
            }
        }
        return false;
    }

    /** A whole number that is an id: no sign, and short enough to stand in a payment's id. */
    private static OptionalLong number(JsonValue object, String field) {
        return Json.text(object, field).map(String::trim).filter(text -> text.matches("[0-9]{1,16}"))
                .map(text -> OptionalLong.of(Long.parseLong(text))).orElse(OptionalLong.empty());
    }

    private static String digest(byte[] body) {
        return Sha256.hex(body).substring(0, 16);
    }
}
