package africa.paylinks.webhook;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.provider.WebhookCall;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A webhook call that could not be processed on arrival, as a message in the buffer queue. It is complete and includes its
 * credentials, because they may not have been checked yet.
 *
 * @param source the provider whose webhook function was called
 */
record BufferedWebhook(String source, WebhookCall call) {

    static BufferedWebhook of(String source, ApiRequest request, Instant receivedAt) {
        return new BufferedWebhook(source,
                new WebhookCall(request.headers(), request.query(), request.body(), Optional.of(receivedAt)));
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when it is not a message of ours
     */
    static BufferedWebhook read(String message) {
        JsonValue json = Json.readObject(message.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("The message is not a JSON object"));
        try {
            return new BufferedWebhook(required(json, "source"), new WebhookCall(texts(json.path("headers")),
                    texts(json.path("query")), Base64.getDecoder().decode(json.path("body").asText()),
                    Optional.of(Instant.parse(required(json, "receivedAt")))));
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException("The message has no time", unreadable);
        }
    }

    /** The message as JSON; at most about 200 kB for the largest body and headers that API Gateway accepts. */
    String message() {
        JsonObject json = Json.object().put("source", source)
                .put("receivedAt", call.receivedAt().orElseThrow().toString());
        put(json.putObject("headers"), call.headers());
        put(json.putObject("query"), call.query());
        return Json.write(json.put("body", Base64.getEncoder().encodeToString(call.body())));
    }

    private static void put(JsonObject object, Map<String, String> texts) {
        texts.forEach(object::put);
    }

    private static Map<String, String> texts(JsonValue object) {
        Map<String, String> texts = new HashMap<>();
        object.forEachField((name, value) -> texts.put(name, value.asText()));
        return texts;
    }

    private static String required(JsonValue json, String field) {
        return Json.text(json, field).orElseThrow(() -> new IllegalArgumentException("The message has no " + field));
    }
}
