package africa.paylinks.local.sandbox.kommo;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.kommo.KommoLeads.Change;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The control endpoint of Kommo: what a seller does on the board, and what the console, tests and scripts read. */
final class KommoControl {

    private static final Set<String> FIELDS = Set.of("name", "status_id", "price", "email", "phone", "webhook", "times");
    private static final int HELD_MILLIS = 60_000;
    private static final int MAX_WEBHOOKS = 100;

    private final Orders orders;
    private final KommoLeads leads;
    private final KommoWebhooks webhooks;
    private final KommoRateLimit rate;

    KommoControl(Orders orders, KommoLeads leads, KommoWebhooks webhooks, KommoRateLimit rate) {
        this.orders = orders;
        this.leads = leads;
        this.webhooks = webhooks;
        this.rate = rate;
    }

    LocalResponse answer(LocalRequest call, List<String> path) throws InterruptedException {
        try {
            ObjectNode command = call.method().equals("POST") ? Json.readObject(call.body()) : Json.object();
            return switch (call.method() + " " + (path.isEmpty() ? "" : path.get(0)) + "/".repeat(Math.max(0, path.size() - 1))) {
                case "GET " -> totals();
                case "POST " -> arrange(command);
                case "GET leads" -> list();
                case "GET leads/" -> leads.findEvenDeleted(path.get(1)).map(lead -> LocalResponse.json(200, described(lead))).orElseGet(() -> unknown(path.get(1)));
                case "POST leads/" -> change(path.get(1), command);
                case "DELETE leads/" -> leads.delete(path.get(1)) ? LocalResponse.json(200, described(leads.findEvenDeleted(path.get(1)).orElseThrow()))
                        : unknown(path.get(1));
                default -> LocalResponse.problem(404, "Not Found", "not-found",
                        "GET or POST /_control/kommo, GET /_control/kommo/leads, GET, POST or DELETE /_control/kommo/leads/<id>");
            };
        } catch (IOException e) {
            return invalid("The body is " + e.getMessage());
        }
    }

    private LocalResponse change(String id, ObjectNode command) throws InterruptedException {
        Optional<KommoDelivery> delivery = KommoDelivery.named(command.path("webhook").asText("normal"));
        int times = command.path("times").asInt(delivery.filter(KommoDelivery.DUPLICATE::equals).isPresent() ? 2 : 1);
        Set<String> unknown = Json.unknownFields(command, FIELDS);
        if (!id.matches("[1-9]\\d{0,17}") || !unknown.isEmpty()) {
            return invalid(unknown.isEmpty() ? "A lead's id is a number" : unknown + " is none of " + new TreeSet<>(FIELDS));
        }
        if (delivery.isEmpty() || times < 1 || times > MAX_WEBHOOKS) {
            return invalid("webhook is normal, none, duplicate, forged or foreign; times is 1 to " + MAX_WEBHOOKS);
        }
        if (command.has("status_id") && KommoStage.of(command.path("status_id").asLong()).isEmpty()) {
            return invalid("The pipeline has no stage " + command.path("status_id"));
        }
        JsonNode price = command.path("price");
        if (!price.isMissingNode() && !price.isNull() && (!price.isIntegralNumber() || price.asLong() < 0)) {
            return invalid("price is a whole number, or null for none");
        }
        for (String text : List.of("name", "email", "phone")) {
            if (command.has(text) && !command.path(text).isTextual() && (text.equals("name") || !command.path(text).isNull())) {
                return invalid(text + " is a string" + (text.equals("name") ? "" : ", or null for none"));
            }
        }
        if (delivery.get().isKommos() || delivery.get() == KommoDelivery.NONE) {
            boolean creates = makeReady(id, command);
            Optional<Change> change = leads.change(id, KommoAccount.SELLER, lead -> apply(command, lead))
                    .map(made -> creates ? new Change(Json.object(), made.after()) : made);
            if (change.isPresent() && change.get().movesStage()) {
                webhooks.send(leads, change.get(), delivery.get(), times);
            }
        } else {
            Optional<ObjectNode> lead = leads.find(id);
            if (lead.isEmpty()) {
                return unknown(id);
            }
            ObjectNode claimed = lead.get().deepCopy();
            apply(command, claimed);
            webhooks.send(leads, new Change(lead.get(), claimed), delivery.get(), times);
        }
        return LocalResponse.json(200, described(leads.findEvenDeleted(id).orElseThrow()));
    }

    /** Creates the lead and its contact if they do not exist, and returns whether the lead is new. */
    private boolean makeReady(String id, ObjectNode command) {
        boolean creates = leads.find(id).isEmpty();
        if (creates) {
            leads.create(id);
            leads.addContact(id, "Customer " + id, true, null, null);
        } else if ((command.hasNonNull("email") || command.hasNonNull("phone")) && KommoLeads.mainContact(leads.find(id).orElseThrow()).isEmpty()) {
            leads.addContact(id, "Customer " + id, true, null, null);
        }
        return creates;
    }

    private static void apply(ObjectNode command, ObjectNode lead) {
        if (command.has("name")) {
            lead.put("name", command.path("name").asText());
        }
        if (command.has("status_id")) {
            lead.put("status_id", command.path("status_id").asLong());
        }
        if (command.has("price")) {
            lead.put("price", command.path("price").asLong());
        }
        KommoLeads.mainContact(lead).ifPresent(contact -> List.of("email", "phone").forEach(field -> {
            if (command.has(field)) {
                contact.set(field, command.get(field));
            }
        }));
    }

    private LocalResponse list() {
        ObjectNode body = Json.object();
        body.set("pipeline", pipeline());
        ArrayNode list = body.putArray("leads");
        leads.all().forEach(lead -> list.add(described(lead)));
        return LocalResponse.json(200, body);
    }

    private LocalResponse totals() {
        ObjectNode totals = orders.totals();
        totals.remove(List.of("numbers", "leads"));
        ObjectNode body = Json.object().put("leads", leads.all().size());
        body.putObject("account").put("id", KommoAccount.ID).put("subdomain", KommoAccount.SUBDOMAIN);
        body.set("pipeline", pipeline());
        body.putObject("calls");
        body.put("rejectedTokens", 0);
        rate.describe(body);
        body.setAll(totals);
        return LocalResponse.json(200, body);
    }

    private LocalResponse arrange(ObjectNode command) {
        String kind = command.path("calls").asText("");
        String operation = command.path("operation").asText("");
        int times = command.path("times").asInt(1);
        boolean calls = command.has("calls");
        if (calls && (!KommoInjectedFault.KINDS.contains(kind) || times < 0 || !operation.isEmpty() && !KommoOperation.isOne(operation))) {
            return invalid("calls is one of " + new TreeSet<>(KommoInjectedFault.KINDS) + "; times is a number; operation, if any, is lead, contact, patch, note or notes");
        }
        if (!calls && !command.has("blockAfter") && !command.has("blocked")) {
            return invalid("calls, blockAfter or blocked");
        }
        if (calls) {
            KommoInjectedFault.arrange(orders, kind, operation, Duration.ofMillis(command.path("delayMillis").asLong(HELD_MILLIS)), times);
        }
        if (command.has("blockAfter")) {
            rate.blockAfter(command.path("blockAfter").asInt());
        }
        if (command.has("blocked")) {
            rate.block(command.path("blocked").asBoolean());
        }
        return totals();
    }

    private static ObjectNode described(ObjectNode lead) {
        ObjectNode body = lead.deepCopy();
        body.put("pipeline_id", KommoAccount.PIPELINE).put("stage", KommoStage.of(lead.path("status_id").asLong()).orElseThrow().title());
        body.set("contact", KommoLeads.mainContact(lead).map(JsonNode.class::cast).orElse(Json.object().nullNode()));
        return body;
    }

    private static ObjectNode pipeline() {
        ObjectNode pipeline = Json.object().put("id", KommoAccount.PIPELINE).put("name", KommoAccount.PIPELINE_NAME);
        ArrayNode stages = pipeline.putArray("stages");
        for (KommoStage stage : KommoStage.values()) {
            stages.addObject().put("id", stage.id()).put("name", stage.title());
        }
        return pipeline;
    }

    private static LocalResponse unknown(String id) {
        return LocalResponse.problem(404, "Not Found", "unknown-reference", "The account has no lead " + id);
    }

    private static LocalResponse invalid(String detail) {
        return LocalResponse.problem(400, "Bad Request", "invalid-request", detail);
    }
}
