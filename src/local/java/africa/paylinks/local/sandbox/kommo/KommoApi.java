package africa.paylinks.local.sandbox.kommo;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.kommo.KommoLeads.Change;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Version 4 of the API as far as a payment needs it: an unknown resource is an empty 204, an invalid request is a 400 with reasons. */
final class KommoApi {

    private static final int MAX_BATCH_SIZE = 250;
    private static final int PAGE = 50;

    private final KommoLeads leads;
    private final KommoWebhooks webhooks;
    private final KommoBodies bodies;

    KommoApi(KommoLeads leads, KommoWebhooks webhooks, KommoBodies bodies) {
        this.leads = leads;
        this.webhooks = webhooks;
        this.bodies = bodies;
    }

    LocalResponse answer(LocalRequest call, KommoOperation.Invocation invocation) throws KommoRefusal {
        String id = invocation.id().orElse("");
        return switch (invocation.operation()) {
            case ACCOUNT -> hal(bodies.account());
            case PIPELINES -> hal(bodies.pipelines());
            case LEAD -> found(leads.find(id).map(lead -> bodies.lead(lead, Arrays.asList(parameter(call, "with").split(",")).contains("contacts"))));
            case CONTACT -> found(leads.contact(id).map(bodies::contact));
            case PATCH -> invocation.id().isPresent() ? patchOne(id, object(call)) : patchAll(array(call));
            case NOTE -> addNotes(array(call), invocation.id());
            case NOTES -> notes(call, id);
            case UNKNOWN -> throw KommoRefusal.notFound();
        };
    }

    private LocalResponse patchOne(String id, JsonNode change) throws KommoRefusal {
        Consumer<ObjectNode> checked = checked(change, 0);
        Change done = leads.change(id, KommoAccount.INTEGRATION, checked).orElseThrow(KommoRefusal::notFound);
        sendWebhooks(done);
        return hal(bodies.leadChanged(done.after()));
    }

    private LocalResponse patchAll(List<JsonNode> changes) throws KommoRefusal {
        List<Consumer<ObjectNode>> checked = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            checked.add(checked(changes.get(i), i));
            existing(changes.get(i).path("id"), "id", i);
        }
        changes.forEach(change -> count(change.path("id").asText(), KommoOperation.PATCH));
        List<ObjectNode> changed = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            leads.change(changes.get(i).path("id").asText(), KommoAccount.INTEGRATION, checked.get(i)).ifPresent(done -> {
                sendWebhooks(done);
                changed.add(bodies.leadChanged(done.after()));
            });
        }
        return hal(bodies.list("/leads", "leads", changed));
    }

    private void sendWebhooks(Change change) {
        if (change.movesStage()) {
            webhooks.sendSoon(leads, change);
        }
    }

    private static Consumer<ObjectNode> checked(JsonNode change, int index) throws KommoRefusal {
        for (String number : List.of("status_id", "pipeline_id", "price")) {
            if (change.has(number) && !change.path(number).isIntegralNumber()) {
                throw KommoRefusal.invalid(index, "InvalidType", number, "This value should be of type int.");
            }
        }
        if (change.has("name") && !change.path("name").isTextual()) {
            throw KommoRefusal.invalid(index, "InvalidType", "name", "This value should be of type string.");
        }
        if (change.has("pipeline_id") && change.path("pipeline_id").asLong() != KommoAccount.PIPELINE) {
            throw notAChoice(index, "pipeline_id");
        }
        if (change.has("status_id") && KommoStage.of(change.path("status_id").asLong()).isEmpty()) {
            throw notAChoice(index, "status_id");
        }
        return lead -> List.of("status_id", "price", "name").forEach(field -> {
            if (change.has(field)) {
                lead.set(field, change.get(field));
            }
        });
    }

    private LocalResponse addNotes(List<JsonNode> notes, Optional<String> lead) throws KommoRefusal {
        List<String> of = new ArrayList<>();
        for (int i = 0; i < notes.size(); i++) {
            JsonNode note = notes.get(i);
            if (lead.isPresent()) {
                leads.find(lead.get()).orElseThrow(KommoRefusal::notFound);
                of.add(lead.get());
            } else {
                of.add(existing(note.path("entity_id"), "entity_id", i));
            }
            if (!note.path("note_type").asText().equals("common")) {
                throw notAChoice(i, "note_type");
            }
            if (!note.at("/params/text").isTextual() || note.at("/params/text").asText().isBlank()) {
                throw KommoRefusal.invalid(i, "FieldMissing", "params.text", "This field is missing.");
            }
        }
        if (lead.isEmpty()) {
            of.forEach(id -> count(id, KommoOperation.NOTE));
        }
        List<ObjectNode> made = new ArrayList<>();
        for (int i = 0; i < notes.size(); i++) {
            JsonNode requestId = notes.get(i).has("request_id") ? notes.get(i).get("request_id") : Json.object().numberNode(i);
            leads.addNote(of.get(i), notes.get(i).at("/params/text").asText(), KommoAccount.INTEGRATION)
                    .ifPresent(note -> made.add(bodies.noteMade(note, requestId)));
        }
        return hal(bodies.list("/leads/notes", "notes", made));
    }

    private LocalResponse notes(LocalRequest call, String id) throws KommoRefusal {
        List<ObjectNode> all = new ArrayList<>();
        leads.find(id).ifPresent(lead -> lead.path("notes").forEach(note -> all.add(bodies.note(note))));
        if (parameter(call, "order[id]").equals("desc") || parameter(call, "order[updated_at]").equals("desc")) {
            Collections.reverse(all);
        }
        int limit = number(call, "limit").orElse(PAGE);
        int page = number(call, "page").orElse(1);
        if (limit < 1 || limit > MAX_BATCH_SIZE || page < 1) {
            throw new KommoRefusal(400, "Bad Request", "limit is 1 to " + MAX_BATCH_SIZE + ", page 1 or more");
        }
        List<ObjectNode> shown = all.stream().skip((page - 1L) * limit).limit(limit).toList();
        String path = "/leads/" + id + "/notes";
        ObjectNode body = bodies.list(path + "?page=" + page + "&limit=" + limit, "notes", shown).put("_page", page);
        if ((long) page * limit < all.size()) {
            ObjectNode next = bodies.list(path + "?page=" + (page + 1) + "&limit=" + limit, "notes", List.of());
            body.withObject("/_links").set("next", next.at("/_links/self"));
        }
        return found(Optional.of(body).filter(any -> !shown.isEmpty()));
    }

    /** Counts a call for a lead that only the body names. */
    private void count(String id, KommoOperation operation) {
        leads.note(id, lead -> Orders.count(lead, "calls", operation.wireName()));
    }

    private String existing(JsonNode id, String path, int index) throws KommoRefusal {
        if (!id.isIntegralNumber()) {
            throw KommoRefusal.invalid(index, "InvalidType", path, "This value should be of type int.");
        }
        return leads.find(id.asText()).map(lead -> id.asText()).orElseThrow(() -> notAChoice(index, path));
    }

    private static KommoRefusal notAChoice(int index, String path) {
        return KommoRefusal.invalid(index, "NotSupportedChoice", path, "The value you selected is not a valid choice.");
    }

    private static JsonNode object(LocalRequest call) throws KommoRefusal {
        try {
            return Json.readObject(call.body());
        } catch (IOException e) {
            throw new KommoRefusal(400, "Bad Request", "The body is not a JSON object");
        }
    }

    private static List<JsonNode> array(LocalRequest call) throws KommoRefusal {
        List<JsonNode> entries = new ArrayList<>();
        try {
            String text = "{\"entries\":" + new String(call.body(), StandardCharsets.UTF_8) + "}";
            JsonNode array = Json.readObject(text.getBytes(StandardCharsets.UTF_8)).path("entries");
            if (!array.isArray() || array.isEmpty() || array.size() > MAX_BATCH_SIZE) {
                throw new KommoRefusal(400, "Bad Request", "The body is not an array of 1 to " + MAX_BATCH_SIZE);
            }
            array.forEach(entries::add);
        } catch (IOException e) {
            throw new KommoRefusal(400, "Bad Request", "The body is not a JSON array");
        }
        return entries;
    }

    private static String parameter(LocalRequest call, String name) {
        for (String pair : call.rawQuery().split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8).equals(name)) {
                return URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static OptionalInt number(LocalRequest call, String name) throws KommoRefusal {
        String text = parameter(call, name);
        if (!text.matches("\\d{0,9}")) {
            throw new KommoRefusal(400, "Bad Request", name + " is a number");
        }
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    }

    private static LocalResponse found(Optional<ObjectNode> body) {
        return body.map(KommoApi::hal).orElseGet(() -> LocalResponse.empty(204));
    }

    private static LocalResponse hal(ObjectNode body) {
        return LocalResponse.of(200, "application/hal+json", Json.bytes(body));
    }
}
