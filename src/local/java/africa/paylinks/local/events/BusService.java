package africa.paylinks.local.events;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Implements {@code PutEvents} of Amazon EventBridge, and forwards each event by the template's rules. */
final class BusService implements RequestHandler {

    static final String TARGET = "AWSEvents.";

    private final List<EventTopology.Rule> rules;
    private final Queues queues;
    private final Clock clock;

    BusService(List<EventTopology.Rule> rules, Queues queues, Clock clock) {
        this.rules = rules;
        this.queues = queues;
        this.clock = clock;
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws IOException {
        String operation = call.header("x-amz-target").orElse("").substring(TARGET.length());
        if (!operation.equals("PutEvents")) {
            return LocalResponse.of(400, "application/x-amz-json-1.1",
                    Json.bytes(Json.object().put("__type", "UnknownOperationException").put("message", "The local stack does not know " + operation)));
        }
        ObjectNode answer = Json.object();
        ArrayNode entries = answer.putArray("Entries");
        int failed = 0;
        for (JsonNode entry : Json.readObject(call.body()).path("Entries")) {
            try {
                entries.addObject().put("EventId", publish(entry));
            } catch (IOException malformed) {
                failed++;
                entries.addObject().put("ErrorCode", "MalformedDetail").put("ErrorMessage", "Detail is malformed.");
            }
        }
        answer.put("FailedEntryCount", failed);
        return LocalResponse.of(200, "application/x-amz-json-1.1", Json.bytes(answer)).with("x-amzn-RequestId", UUID.randomUUID().toString());
    }

    private String publish(JsonNode entry) throws IOException {
        String id = UUID.randomUUID().toString();
        ObjectNode event = Json.object().put("version", "0").put("id", id).put("detail-type", entry.path("DetailType").asText())
                .put("source", entry.path("Source").asText()).put("account", "000000000000").put("time", clock.instant().toString()).put("region", "eu-west-1");
        event.putArray("resources");
        event.set("detail", Json.readObject(entry.path("Detail").asText().getBytes(StandardCharsets.UTF_8)));
        rules.stream().filter(rule -> rule.pattern().matches(event)).forEach(rule -> queues.send(rule.queue(), Json.text(event)));
        return id;
    }
}
