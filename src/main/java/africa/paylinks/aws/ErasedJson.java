package africa.paylinks.aws;

import static africa.paylinks.aws.PersonalText.ERASED;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Removes the fields that merchants, customers or providers filled from stored answers and events. */
final class ErasedJson {

    private static final String FAILURE = "failure";
    private static final String METADATA = "metadata";
    private static final List<String> OF_ANSWERS = List.of("customer", "description", "redirectUrl", "bankAccount", "reason");
    private static final List<String> OF_PARTIES = List.of("ownerId", "name", "phone");

    private ErasedJson() {
    }

    /** An answer about a payment, a refund or a subscription, or a problem. */
    static String answer(String body) {
        return answer(body, Set.of());
    }

    /** @param sides which sides of a transfer are erased: {@code from}, {@code to} or both */
    static String answer(String body, Set<String> sides) {
        return change(body, (answer, erased) -> {
            clear(answer, erased, OF_ANSWERS);
            if (!answer.path("detail").isMissing()) {
                erased.put("detail", ERASED);
            }
            parties(answer, erased, sides);
        });
    }

    /** The content of a transfer's event. */
    static String transferEvent(String content, Set<String> sides) {
        return change(content, (event, erased) -> parties(event, erased, sides));
    }

    /** The content of a subscription's event. */
    static String subscriptionEvent(String data, PersonalText personal) {
        return change(data, (event, erased) -> {
            clear(event, erased, List.of("customerId"));
            if (Json.text(event, "link").filter(personal::isIn).isPresent()) {
                erased.put("link", ERASED);
            }
        });
    }

    /** What is no JSON object is not ours. */
    private static String change(String body, BiConsumer<JsonValue, JsonObject> changes) {
        return Json.readObject(body.getBytes(StandardCharsets.UTF_8)).map(before -> {
            JsonObject erased = Json.copy(before);
            changes.accept(before, erased);
            if (before.path(METADATA).isObject()) {
                erased.putObject(METADATA);
            }
            if (before.path(FAILURE).isObject()) {
                erased.object(FAILURE).put("message", ERASED);
            }
            return Json.write(erased);
        }).orElse(ERASED);
    }

    private static void parties(JsonValue before, JsonObject erased, Set<String> sides) {
        sides.stream().filter(side -> before.path(side).isObject()).forEach(side -> clear(before.path(side), erased.object(side), OF_PARTIES));
    }

    private static void clear(JsonValue before, JsonObject erased, List<String> fields) {
        fields.stream().filter(field -> !before.path(field).isMissing()).forEach(field -> erased.put(field, Json.nullValue()));
    }
}
