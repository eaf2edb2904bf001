package africa.paylinks.local.sandbox.kommo;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The API's JSON of leads, contacts and notes. */
final class KommoBodies {

    private final String base;

    /**
     * Writes links to the API.
     *
     * @param base URL that ends in the version
     */
    KommoBodies(String base) {
        this.base = base;
    }

    ObjectNode lead(JsonNode lead, boolean withContacts) {
        ObjectNode body = Json.object().put("id", lead.path("id").asLong()).put("name", lead.path("name").asText()).put("price", lead.path("price").asLong())
                .put("responsible_user_id", KommoAccount.SELLER).put("group_id", 0).put("status_id", lead.path("status_id").asLong())
                .put("pipeline_id", KommoAccount.PIPELINE).putNull("loss_reason_id").put("created_by", KommoAccount.SELLER)
                .put("updated_by", lead.path("updated_by").asLong()).put("created_at", lead.path("created_at").asLong())
                .put("updated_at", lead.path("updated_at").asLong());
        body.set("closed_at", lead.path("closed_at"));
        body.putNull("closest_task_at").put("is_deleted", false).putNull("custom_fields_values").putNull("score").put("account_id", KommoAccount.ID)
                .putNull("labor_cost");
        self(body, "/leads/" + lead.path("id").asText());
        ObjectNode embedded = body.putObject("_embedded");
        embedded.putArray("tags");
        embedded.putArray("companies");
        if (withContacts) {
            ArrayNode contacts = embedded.putArray("contacts");
            lead.path("contacts").forEach(contact -> self(contacts.addObject().put("id", contact.path("id").asLong())
                    .put("is_main", contact.path("is_main").asBoolean()), "/contacts/" + contact.path("id").asText()));
        }
        return body;
    }

    ObjectNode contact(JsonNode contact) {
        ObjectNode body = Json.object().put("id", contact.path("id").asLong()).put("name", contact.path("name").asText()).put("first_name", "")
                .put("last_name", "").put("responsible_user_id", KommoAccount.SELLER);
        ArrayNode fields = Json.object().putArray("custom_fields_values");
        field(fields, 581417, "Phone", "PHONE", 893475, contact.path("phone"));
        field(fields, 581419, "Email", "EMAIL", 893481, contact.path("email"));
        body.set("custom_fields_values", fields.isEmpty() ? null : fields);
        body.put("account_id", KommoAccount.ID);
        self(body, "/contacts/" + contact.path("id").asText());
        return body;
    }

    private static void field(ArrayNode fields, long id, String name, String code, long work, JsonNode value) {
        if (value.isTextual()) {
            fields.addObject().put("field_id", id).put("field_name", name).put("field_code", code).put("field_type", "multitext").putArray("values")
                    .addObject().put("value", value.asText()).put("enum_id", work).put("enum_code", "WORK");
        }
    }

    ObjectNode note(JsonNode note) {
        ObjectNode body = Json.object().put("id", note.path("id").asLong()).put("entity_id", note.path("entity_id").asLong())
                .put("created_by", note.path("created_by").asLong()).put("updated_by", note.path("created_by").asLong())
                .put("created_at", note.path("created_at").asLong()).put("updated_at", note.path("updated_at").asLong())
                .put("responsible_user_id", KommoAccount.SELLER).put("group_id", 0).put("note_type", note.path("note_type").asText());
        body.putObject("params").put("text", note.path("text").asText());
        body.put("account_id", KommoAccount.ID);
        self(body, notePath(note));
        return body;
    }

    /** Returns a new note, which has its id only. */
    ObjectNode noteMade(JsonNode note, JsonNode requestId) {
        ObjectNode body = Json.object().put("id", note.path("id").asLong()).put("entity_id", note.path("entity_id").asLong());
        body.put("request_id", requestId.asText());
        self(body, notePath(note));
        return body;
    }

    /** Returns a changed lead, which has its id and time of change only. */
    ObjectNode leadChanged(JsonNode lead) {
        ObjectNode body = Json.object().put("id", lead.path("id").asLong()).put("updated_at", lead.path("updated_at").asLong());
        self(body, "/leads/" + lead.path("id").asText());
        return body;
    }

    ObjectNode list(String path, String name, List<ObjectNode> entries) {
        ObjectNode body = Json.object();
        self(body, path);
        ArrayNode list = body.putObject("_embedded").putArray(name);
        entries.forEach(list::add);
        return body;
    }

    ObjectNode account() {
        ObjectNode body = Json.object().put("id", KommoAccount.ID).put("name", KommoAccount.NAME).put("subdomain", KommoAccount.SUBDOMAIN)
                .put("current_user_id", KommoAccount.INTEGRATION).put("country", "GH").put("currency", "USD").put("currency_symbol", "$");
        self(body, "/account");
        return body;
    }

    ObjectNode pipelines() {
        ObjectNode pipeline = Json.object().put("id", KommoAccount.PIPELINE).put("name", KommoAccount.PIPELINE_NAME).put("sort", 1).put("is_main", true)
                .put("is_unsorted_on", false).put("is_archive", false).put("account_id", KommoAccount.ID);
        self(pipeline, "/leads/pipelines/" + KommoAccount.PIPELINE);
        ArrayNode statuses = pipeline.putObject("_embedded").putArray("statuses");
        int sort = 10;
        for (KommoStage stage : KommoStage.values()) {
            statuses.addObject().put("id", stage.id()).put("name", stage.title()).put("sort", stage.isClosed() ? 10_000 : sort)
                    .put("pipeline_id", KommoAccount.PIPELINE).put("account_id", KommoAccount.ID).put("type", 0);
            sort += 10;
        }
        return list("/leads/pipelines", "pipelines", List.of(pipeline)).put("_total_items", 1);
    }

    private static String notePath(JsonNode note) {
        return "/leads/" + note.path("entity_id").asText() + "/notes/" + note.path("id").asText();
    }

    private void self(ObjectNode body, String path) {
        body.putObject("_links").putObject("self").put("href", base + path);
    }
}
